"""Templates of all audiences, rendered with words, amounts and drawings at hand. Everything is escaped."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from yimatong.web.shared.amounts import amount_html, grouped
from yimatong.web.shared.assets import asset_url
from yimatong.web.shared.words import LANGUAGES, Words

AUDIENCES = ("shared", "estimate", "citizen", "counter", "bureau", "api")


def render(template: str, words: Words, **values: Any) -> str:
    """The page as text. A template that names a value it was not given is a bug and raises."""
    return environment().get_template(template).render(words=words, html_lang=LANGUAGES[words.language], **values)


@cache
def environment() -> Environment:
    """One environment: `citizen/home.html` is `home.html` among the citizen's templates."""
    loaders = {audience: PackageLoader(f"yimatong.web.{audience}") for audience in AUDIENCES}
    made = Environment(
        loader=PrefixLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"amount": amount_html, "grouped": grouped, "moment": _moment, "day": _day, "full_day": _full_day}
    made.globals |= {"t": _say, "asset": asset_url}
    return made


@pass_context
def _say(context: Context, sentence: str, **values: object) -> str:
    words: Words = context["words"]
    return words.say(sentence, **values)


@pass_context
def _moment(context: Context, value: Any) -> str:
    words: Words = context["words"]
    return words.moment(value)


@pass_context
def _day(context: Context, value: Any) -> str:
    words: Words = context["words"]
    return words.day(value)


@pass_context
def _full_day(context: Context, value: Any) -> str:
    words: Words = context["words"]
    return words.full_day(value)
