"""What forms are filled in with: options of a list, items found by name, initials or code, and why something was not done."""

from collections.abc import Sequence
from dataclasses import dataclass

from yimatong.catalogue.core import Billable
from yimatong.web.shared.amounts import grouped


@dataclass(frozen=True, slots=True)
class Problem:
    """What was not done, in one sentence, with the value in question."""

    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One item found: `matched` and `rest` are its pinyin initials, split where the typing ends."""

    key: str
    matched: str
    rest: str
    name: str
    note: str
    list_class: str
    price: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; an empty query shows nothing."""

    query: str
    items: tuple[FoundItem, ...]


def found_items(billables: Sequence[Billable], query: str) -> tuple[FoundItem, ...]:
    """What a search found, with the typed letters marked where they begin the pinyin initials."""
    typed = query.strip().lower()
    return tuple(_found(one, len(typed) if typed and one.local.initials.startswith(typed) else 0) for one in billables)


def _found(one: Billable, matched: int) -> FoundItem:
    local, item = one.local, one.item
    note = " · ".join(text for text in (item.dosage_form, local.unit) if text)
    initials = local.initials[:10]
    return FoundItem(
        local.local_code, initials[:matched], initials[matched:], local.local_name, note, item.list_class, grouped(local.price)
    )
