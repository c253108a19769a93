"""The packs grant something, or say plainly that they do not, for every visit of today."""

from datetime import date
from itertools import product

import pytest

from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import CAPPED_DISEASES, HARDSHIP_CLASSES, LEVELS, STATUSES, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Pack
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.walking import rows_of
from yimatong.benefits.core.year_book import YearBook
from yimatong.benefits.service import load_law

LAW = load_law()
FUJIAN = {
    ("350099", "310"), ("350100", "310"), ("350100", "390"), ("350200", "310"), ("350200", "390"), ("350300", "390"),
    ("350500", "310"), ("350500", "390"), ("350800", "310"), ("350800", "390"), ("350900", "310"), ("350900", "390"),
}  # fmt: skip
ELSEWHERE = {
    ("110000", "310"), ("150826", "390"), ("330100", "310"), ("330100", "390"), ("440100", "310"), ("500000", "390"),
}  # fmt: skip
"""Areas of other provinces, each with the part of its law that was found."""
TODAY = date(2026, 11, 21)


def test_the_packs_of_fujian_and_of_other_provinces_are_there() -> None:
    assert {(pack.area, pack.scheme) for pack in LAW.packs if not pack.text.published_example} == FUJIAN | ELSEWHERE


@pytest.mark.parametrize(("area", "scheme"), sorted(FUJIAN | ELSEWHERE))
def test_every_visit_of_today_has_a_plan(area: str, scheme: str) -> None:
    bill = Bill(1_234_567, 1_000, 2_000, 3_000, case_price=1_000_000)
    for care, level, status, place in product(Care, LEVELS, STATUSES[scheme], Place):
        for identities in (frozenset[int](), frozenset(HARDSHIP_CLASSES)):
            plan = plan_for(LAW, Circumstances(area, scheme, TODAY, care, level, status, identities, place))
            assert isinstance(plan, Plan)
            outcome = apply(plan, YearBook(), bill)
            assert outcome.shares.funds_total + outcome.shares.personal + outcome.shares.hospital == bill.total
            assert outcome.trace.steps or (outcome.trace.nothing_zh and outcome.trace.nothing_en)


@pytest.mark.parametrize(("area", "scheme"), sorted(FUJIAN))
def test_care_in_hospital_is_paid_for_at_home_and_away(area: str, scheme: str) -> None:
    for care, level, place in product((Care.INPATIENT, Care.CHRONIC_OUTPATIENT, Care.CASE_PRICED), LEVELS[:-1], Place):
        plan = plan_for(LAW, Circumstances(area, scheme, TODAY, care, level, STATUSES[scheme][0], place=place))
        assert isinstance(plan, Plan)
        assert apply(plan, YearBook(), Bill(1_000_000, case_price=1_000_000)).shares.basic > 0


@pytest.mark.parametrize("disease", CAPPED_DISEASES)
def test_capped_diseases_stay_out_of_the_shared_ceiling(disease: str) -> None:
    there = Circumstances("350100", "310", TODAY, Care.CHRONIC_OUTPATIENT, "3A", "active", disease=disease)
    plan = plan_for(LAW, there)
    assert isinstance(plan, Plan)
    outcome = apply(plan, YearBook(), Bill(1_000_000))
    assert outcome.shares.basic == 452_400  # (6000 - 800) x 87 %
    assert outcome.year_book.cost_basic == 0


@pytest.mark.parametrize("pack", LAW.packs, ids=lambda pack: f"{pack.area}-{pack.scheme}")
def test_every_value_names_publisher_title_and_date_or_what_is_missing(pack: Pack) -> None:
    for key, row in rows_of(pack.text):
        names = [row.source] if isinstance(row.source, str) else row.source
        for name in names:
            document = pack.documents[name]
            assert (document.publisher and document.title and document.date) or document.why, key


def test_an_area_without_a_pack_is_refused() -> None:
    assert not isinstance(plan_for(LAW, Circumstances("120000", "310", TODAY, Care.INPATIENT, "3A", "active")), Plan)
