"""From a wish and its comparison to what the page prints: pure."""

from collections.abc import Sequence

from yimatong.benefits.core.circumstances import HARDSHIP_CLASSES, LEVELS, Care, Circumstances, Place
from yimatong.benefits.core.pack import Law
from yimatong.catalogue.core import Billable, Coding
from yimatong.kernel.money import Fen
from yimatong.settlement.core.estimating import Comparison, Estimate
from yimatong.web.estimate.asking import PHARMACY, QUANTITY, Wish
from yimatong.web.estimate.views import Option, Pick, Result, Who
from yimatong.web.shared.amounts import grouped
from yimatong.web.shared.choosing import Choice
from yimatong.web.shared.drawing import FUND_SHARES, steps_told
from yimatong.web.shared.labels import CARES, HARDSHIP, PLACES, SHORT_SCHEMES, STATUSES
from yimatong.web.shared.labels import LEVELS as LEVEL_NAMES
from yimatong.web.shared.receipt import aloud_before, bar_label, payer_rows, payer_segments
from yimatong.web.shared.words import Words

KINDS = ("310-active", "310-retired", "390-resident", "390-minor", "390-student")
"""Scheme and status of somebody anonymous, as one choice."""


def result_of(found: Comparison, words: Words) -> Result:
    """The estimate asked for, with the same care elsewhere beside it."""
    asked = found.asked
    at, paid = asked.circumstances, paid_by(asked)
    payers = payer_rows(paid, words)
    title = title_of(at, words)
    levels = sorted(
        [asked, *(one for one in found.elsewhere if one.circumstances.place is at.place)],
        key=lambda one: LEVELS.index(one.circumstances.level),
    )
    places = sorted(
        [asked, *(one for one in found.elsewhere if one.circumstances.level == at.level)],
        key=lambda one: list(Place).index(one.circumstances.place),
    )
    return Result(
        title=title,
        total=asked.bill.total,
        own=asked.shares.personal,
        cash=asked.cash,
        payers=payers,
        segments=payer_segments(payers),
        bar_label=bar_label(payers),
        steps=steps_told(asked.trace, asked.bill, asked.shares, paid, words),
        levels=_options(asked, levels, [words.say(LEVEL_NAMES[one.circumstances.level]) for one in levels], words),
        places=_options(asked, places, [words.say(PLACES[one.circumstances.place]) for one in places], words),
        aloud=aloud_before(title, asked.bill.total, paid, words),
    )


def paid_by(estimate: Estimate) -> dict[str, Fen]:
    """Fen by payer, under our names of payers; they add up to what is planned."""
    paid = {name: getattr(estimate.shares, name) for name in (*FUND_SHARES, "hospital")}
    paid |= {"account": estimate.own_account, "cash": estimate.cash}
    assert sum(paid.values()) == estimate.bill.total, "the payers of an estimate add up to it"
    return paid


def title_of(at: Circumstances, words: Words) -> str:
    """`住院 · 三级甲等 · 在参保地`."""
    parts = (CARES[at.care], LEVEL_NAMES[at.level], PLACES[at.place])
    return " · ".join(words.say(part) for part in parts if not (at.care is Care.PHARMACY and part == LEVEL_NAMES[PHARMACY]))


def _options(asked: Estimate, others: Sequence[Estimate], labels: Sequence[str], words: Words) -> tuple[Option, ...]:
    """A row each; none at all where there is nothing to choose between."""
    if len(others) == 1:
        return ()
    return tuple(_option(asked, one, label, words) for one, label in zip(others, labels, strict=True))


def _option(asked: Estimate, one: Estimate, label: str, words: Words) -> Option:
    own, gap = one.shares.personal, one.shares.personal - asked.shares.personal
    payers = payer_rows(paid_by(one), words)
    if one is asked:
        told = words.say("现在选的")
    elif gap == 0:
        told = words.say("一样")
    else:
        told = words.say("多付 {amount}" if gap > 0 else "少付 {amount}", amount=grouped(abs(gap)))
    return Option(label, one.bill.total - own, own, gap, told, payer_segments(payers), bar_label(payers), one is asked)


def picks_of(items: Sequence[tuple[Billable, int]]) -> tuple[Pick, ...]:
    """The planned items with their price and amount."""
    return tuple(
        Pick(
            one.local.local_code,
            QUANTITY + one.local.local_code,
            one.local.local_name,
            one.item.list_class,
            f"{grouped(one.local.price)} / {one.local.unit}" if one.local.unit else grouped(one.local.price),
            count,
            one.local.price * count,
        )
        for one, count in items
    )


def who_choices(wish: Wish, law: Law, words: Words) -> Who:
    """Areas that have a law of their own, kinds of insured persons, hardship."""
    names = {
        pack.area: pack.text.area_name.en if words.language == "en" else pack.text.area_name.zh
        for pack in law.packs
        if not pack.text.published_example
    }
    near_first = sorted(names, key=lambda area: (not area.startswith("35"), area))
    hardships = [Choice("", words.say("没有"), not wish.hardship)]
    hardships += [Choice(str(one), words.say(HARDSHIP[one]), one == wish.hardship) for one in HARDSHIP_CLASSES]
    return Who(
        tuple(Choice(area, names[area], area == wish.area) for area in near_first),
        tuple(Choice(kind, kind_text(kind, words), kind == wish.who) for kind in KINDS),
        tuple(hardships),
    )


def kind_text(kind: str, words: Words) -> str:
    """`职工 · 退休`; a resident who is nothing else is `居民`."""
    scheme, _, status = kind.partition("-")
    return " · ".join(words.say(part) for part in dict.fromkeys((SHORT_SCHEMES[scheme], STATUSES[status])))


def care_choices(wish: Wish, words: Words) -> tuple[Choice, ...]:
    """Every kind of care."""
    return tuple(Choice(care.value, words.say(CARES[care]), care is wish.care) for care in Care)


def level_choices(wish: Wish, words: Words) -> tuple[Choice, ...]:
    """Every level one can be treated at."""
    return tuple(Choice(level, words.say(LEVEL_NAMES[level]), level == wish.level) for level in LEVELS if level != PHARMACY)


def place_choices(wish: Wish, words: Words) -> tuple[Choice, ...]:
    """At home or elsewhere."""
    return tuple(Choice(place.value, words.say(PLACES[place]), place is wish.place) for place in Place)


def disease_choices(wish: Wish, diseases: Sequence[Coding]) -> tuple[Choice, ...]:
    """The chronic diseases of the list."""
    return tuple(Choice(one.code, one.name, one.code == wish.disease) for one in diseases)
