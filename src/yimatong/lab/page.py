"""A result as one HTML page that needs no script and no network: words first, then bars, then the tables behind them."""

from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment

from yimatong.kernel.money import Fen
from yimatong.lab.core.changing import Change
from yimatong.lab.results import Part, Result, per_myriad

BAR = 600
"""Length of the longest bar in the drawing's own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a drawing: its name, two lengths, and the two figures in words."""

    key: str
    name: str
    before: int
    after: int
    before_words: str
    after_words: str


def page_of(change: Change, result: Result, tokens_css: str, asked: str) -> str:
    """The page. `tokens_css` gives colours and sizes; `asked` says in words who was asked about (population, seed)."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"yuan": yuan_words, "signed": signed_words, "percent": percent_words}
    template = environment.from_string((files("yimatong.lab") / "page.html").read_text(encoding="utf-8"))
    return template.render(
        change=change, result=result, tokens_css=tokens_css, asked=asked, per_myriad=per_myriad, bar=BAR,
        paid=_bars([(one.key, one.name, one.before, one.after) for one in result.paid], money=True),
        spread=_bars([("cash", one.name, one.before, one.after) for one in result.spread], money=False),
        sides={way: _sides(parts) for way, parts in result.parts.items()},
    )  # fmt: skip


def yuan_words(amount: Fen) -> str:
    """`123456789` is `1,234,567.89`, with its sign."""
    yuan, fen = divmod(abs(amount), 100)
    return f"{'−' if amount < 0 else ''}{yuan:,}.{fen:02d}"


def signed_words(amount: Fen) -> str:
    """As `yuan_words`, with a plus before what is more."""
    return ("+" if amount > 0 else "") + yuan_words(amount)


def percent_words(part: int, whole: int) -> str:
    """`part` of `whole` in percent with two places."""
    share = per_myriad(part, whole)
    return f"{share // 100}.{share % 100:02d}%"


def _bars(rows: list[tuple[str, str, int, int]], *, money: bool) -> list[Bar]:
    longest = max((max(before, after) for _, _, before, after in rows), default=0) or 1
    words = yuan_words if money else "{:,}".format
    return [
        Bar(key, name, before * BAR // longest, after * BAR // longest, words(before), words(after))
        for key, name, before, after in rows
    ]  # fmt: skip


def _sides(parts: tuple[Part, ...]) -> list[tuple[Part, int, int]]:
    """Parts with the lengths of two bars, shares of all in the part: worse off to the left, better off to the right."""
    shares = [(part, per_myriad(part.worse, part.people), per_myriad(part.better, part.people)) for part in parts]
    longest = max((max(worse, better) for _, worse, better in shares), default=0) or 1
    return [(part, worse * BAR // 2 // longest, better * BAR // 2 // longest) for part, worse, better in shares]
