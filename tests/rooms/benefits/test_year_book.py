"""The year book is small on the wire, and a reversal takes it back exactly."""

import msgspec

from tests.rooms.benefits.made_up_law import layer, made_up_law, row, settled
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.year_book import COUNTERS, GROUPS, YearBook, difference, minus, plus, values_of


def test_an_empty_year_is_an_empty_object() -> None:
    assert msgspec.json.encode(YearBook()) == b"{}"
    assert msgspec.json.decode(b"{}", type=YearBook) == YearBook()


def test_a_field_unknown_to_this_version_does_not_stop_reading() -> None:
    assert msgspec.json.decode(b'{"admissions":2,"paid_moon":7}', type=YearBook) == YearBook(admissions=2)


def test_the_counters_are_the_fields_in_order() -> None:
    book = YearBook(**{f"cost_{group}": index + 1 for index, group in enumerate(GROUPS)})
    assert [values_of(book)[COUNTERS[group]] for group in GROUPS] == list(range(1, len(GROUPS) + 1))
    book = YearBook(**{f"deductible_{group}": index + 1 for index, group in enumerate(GROUPS)})
    assert [values_of(book)[COUNTERS[group] + 2] for group in GROUPS] == list(range(1, len(GROUPS) + 1))


def test_a_reversal_is_exact_although_a_later_bill_was_settled() -> None:
    law = made_up_law(layer(deductible=[row(by_admission={"first": 100, "step": -20})], ceiling=[row(limit=1000)]))
    first = settled(law, Bill(70_000))
    second = settled(law, Bill(30_000), first.year_book)
    delta = difference(first.year_book, YearBook())
    later = difference(second.year_book, first.year_book)
    assert minus(second.year_book, delta) == later
    assert plus(YearBook(), later) == later
    assert minus(minus(second.year_book, delta), later) == YearBook()


def test_a_difference_goes_through_json() -> None:
    delta = difference(YearBook(admissions=1), YearBook(admissions=3, cost_basic=5))
    assert msgspec.json.decode(msgspec.json.encode(delta), type=YearBook) == delta
