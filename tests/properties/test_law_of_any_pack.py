"""Whatever a pack says, as long as it is a pack: no bill is paid above its cost, and no layer above what it looks at."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rooms.benefits.made_up_law import layer, plan, row, values_of_pack
from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Place
from yimatong.benefits.core.pack import Law, Pack
from yimatong.benefits.core.reading import read_pack
from yimatong.benefits.core.year_book import GROUPS, YearBook, values_of

MANY = settings(max_examples=150, deadline=None)
KINDS = ["basic", "large_cost", "civil_servant", "enterprise", "catastrophic", "assistance", "tilt", "disabled", "supplementary"]
BASES = ["in_scope", "in_scope_and_first_self_pay", "out_of_scope"]
FEN = st.integers(0, 3_000_000)
share = st.integers(0, 10_000).map(lambda rate: f"{rate / 10_000:.4f}")
yuan = st.integers(1, 30_000)
FAR = {"for": {"place": "unregistered_elsewhere"}}


@st.composite
def brackets(draw: st.DrawFn) -> dict[str, Any]:
    bounds = sorted(draw(st.sets(yuan, min_size=1, max_size=3)))
    closed = [{"upto": bound, "rate": draw(share)} for bound in bounds]
    return {"brackets": [*closed, {"rate": draw(share)}] if draw(st.booleans()) else closed}


@st.composite
def deductibles(draw: st.DrawFn) -> dict[str, Any]:
    forms: list[dict[str, Any]] = [
        {"none": True},
        {"per_year": draw(yuan)},
        {"by_admission": {"first": draw(yuan), "step": -draw(yuan)}, "again_after_days": draw(st.sampled_from([0, 90]))},
        {"by_admission": {"amounts": [draw(yuan), draw(yuan)]}, "year_max": draw(yuan)},
        {"share_of_bill": {"share": draw(share), "min": 1, "max": 20_000}},
    ]
    return draw(st.sampled_from(forms))


@st.composite
def layers(draw: st.DrawFn, number: int) -> dict[str, Any]:
    limit: dict[str, Any] = {
        "limit": draw(yuan),
        "of": draw(st.sampled_from(["cost", "payment"])),
        "group": draw(st.sampled_from(GROUPS)),
    }
    adjust: list[dict[str, Any]] = [
        {"points": f"{draw(st.integers(-3000, 3000)) / 10_000:.4f}"},
        {"coefficient": draw(share)},
        {"first_self_pay": draw(share)},
    ]
    return layer(
        draw(st.sampled_from(KINDS)),
        id=f"layer-{number}",
        counter=draw(st.sampled_from(GROUPS)),
        base=draw(st.sampled_from(BASES)),
        brackets=draw(st.sampled_from(["per_visit", "over_year"])),
        counted=draw(st.sampled_from(["from_zero", "above_deductible"])),
        spares_essential_drugs=draw(st.booleans()),
        deductible=[row(**draw(deductibles()))],
        rate=[row(**draw(brackets()))],
        ceiling=[row(**draw(st.sampled_from([{"none": True}, limit])))],
        adjust=[row(**change, **FAR) for change in draw(st.lists(st.sampled_from(adjust), max_size=3))],
    )


@st.composite
def laws(draw: st.DrawFn) -> Law:
    values = values_of_pack(*(draw(layers(number)) for number in range(draw(st.integers(1, 5)))))
    pack = read_pack("any", values)
    assert isinstance(pack, Pack), pack
    return Law((pack,), {(pack.area, pack.scheme): pack})


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    in_scope = draw(FEN)
    spared, days = draw(st.integers(0, in_scope)), draw(st.integers(0, 200))
    return Bill(in_scope, draw(FEN), draw(FEN), draw(FEN), spared, draw(st.integers(1, 2_000_000)), days)


@MANY
@given(laws(), st.lists(st.tuples(bills(), st.sampled_from(list(Care)), st.sampled_from(list(Place))), min_size=1, max_size=4))
def test_no_pack_pays_above_cost(law: Law, history: list[tuple[Bill, Care, Place]]) -> None:
    book = YearBook()
    for bill, care, place in history:
        outcome = apply(plan(law, care=care, place=place), book, bill)
        shares = outcome.shares
        assert shares.funds_total + shares.personal + shares.hospital == bill.total
        assert min(shares.personal, shares.hospital, shares.funds_total) >= 0
        for step in outcome.trace.steps:
            assert 0 <= step.payment <= step.base <= bill.total
        assert min(values_of(outcome.year_book)) >= 0
        book = outcome.year_book
