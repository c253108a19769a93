"""Every kind of layer, every place and the case price, each on a small made-up pack."""

from typing import Any

from tests.rooms.benefits.made_up_law import layer, made_up_law, row, settled, stays
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Place
from yimatong.benefits.core.year_book import YearBook

FOR = "for"
POOR = {FOR: {"identity": [1, 3]}}


def test_large_cost_pays_cost_between_two_bounds_of_the_year() -> None:
    law = made_up_law(
        layer(ceiling=[row(limit=1000, of="cost")]),
        layer("large_cost", base="between", rate=[row(rate="0.95", between={"from": 1000, "to": 3000})]),
    )
    outcomes = stays(law, 70_000, 70_000, 300_000)
    assert [each.shares.large_cost for each in outcomes] == [0, 38_000, 152_000]
    assert [each.shares.basic for each in outcomes] == [56_000, 24_000, 0]


def test_bounds_that_overlap_what_the_basic_fund_paid_give_no_more_than_the_burden_left() -> None:
    law = made_up_law(
        layer(rate=[row(rate="0.9")]),
        layer("large_cost", base="between", rate=[row(rate=1, between={"from": 0, "to": 3000})]),
    )
    shares = settled(law, Bill(100_000)).shares
    assert (shares.basic, shares.large_cost, shares.personal) == (90_000, 10_000, 0)


def test_the_civil_servant_supplement_is_for_civil_servants() -> None:
    law = made_up_law(layer(), layer("civil_servant", rate=[row(rate="0.5")], **{FOR: {"civil_servant": True}}), scheme="310")
    assert settled(law, Bill(100_000), civil_servant=True).shares.civil_servant == 10_000
    assert settled(law, Bill(100_000)).shares.civil_servant == 0


def test_enterprise_and_disabled_supplements_pay_from_their_own_funds() -> None:
    law = made_up_law(
        layer(),
        layer("enterprise", counter="supplementary", rate=[row(rate="0.5")]),
        layer("disabled", counter="outside", rate=[row(rate="0.5")]),
    )
    shares = settled(law, Bill(100_000)).shares
    assert (shares.enterprise, shares.disabled, shares.personal) == (10_000, 5_000, 5_000)


def catastrophic(**changes: Any) -> dict[str, Any]:
    tilt = [row(**POOR, deductible_factor="0.5", points="0.05", no_ceiling=True)]
    rates = [row(brackets=[{"upto": 1000, "rate": "0.6"}, {"upto": 3000, "rate": "0.7"}])]
    return layer("catastrophic", brackets="over_year", deductible=[row(per_year=1000)], rate=rates, adjust=tilt) | changes


def test_catastrophic_cover_adds_up_the_burden_of_the_year() -> None:
    law = made_up_law(layer(rate=[row(rate="0.5")]), catastrophic())
    outcomes = stays(law, 160_000, 160_000, 600_000, 600_000)
    assert [each.shares.catastrophic for each in outcomes] == [0, 36_000, 164_000, 0]
    assert outcomes[-1].year_book.cost_catastrophic == 760_000


def test_tilt_halves_its_deductible_adds_five_points_and_lifts_the_ceiling() -> None:
    law = made_up_law(layer(rate=[row(rate="0.5")]), catastrophic())
    outcome = settled(law, Bill(1_000_000), identities=frozenset({3}))
    assert outcome.shares.catastrophic == 65_000 + 262_500  # 1000 yuan at 65 %, 3500 yuan at 75 %


def test_first_self_pay_enters_the_catastrophic_base_only_where_the_law_says_so() -> None:
    bill = Bill(160_000, first_self_pay=50_000)
    without = settled(made_up_law(layer(rate=[row(rate="0.5")]), catastrophic()), bill)
    within = settled(made_up_law(layer(rate=[row(rate="0.5")]), catastrophic(base="in_scope_and_first_self_pay")), bill)
    assert without.shares.catastrophic == 0
    assert within.shares.catastrophic == 18_000


def test_cost_above_the_ceiling_below_enters_the_catastrophic_base() -> None:
    law = made_up_law(layer(rate=[row(rate="0.5")], ceiling=[row(limit=1000, of="cost")]), catastrophic())
    assert settled(law, Bill(200_000)).year_book.cost_catastrophic == 150_000


def test_assistance_then_tilt_each_look_at_what_is_left() -> None:
    aid = layer("assistance", rate=[row(rate="0.7")], **POOR)
    more = layer("tilt", rate=[row(rate="0.6")], deductible=[row(per_year=100)], brackets="over_year", **POOR)
    outcome = settled(made_up_law(layer(rate=[row(rate="0.5")]), aid, more), Bill(200_000), identities=frozenset({1}))
    assert outcome.shares.assistance == 70_000 + 12_000
    assert outcome.year_book.paid_tilt == 12_000


def test_the_best_of_several_identities_applies() -> None:
    aid = layer(
        "assistance",
        rate=[row(rate="0.9", **{FOR: {"identity": 2}}), row(rate="0.6", **{FOR: {"identity": 4}})],
        **{FOR: {"identity": [2, 4]}},
    )
    law = made_up_law(layer(rate=[row(rate=0)]), aid)
    shares = [settled(law, Bill(100_000), identities=frozenset(held)).shares.assistance for held in ([], [4], [2, 4])]
    assert shares == [0, 60_000, 90_000]


def test_supplementary_cover_may_look_at_what_lies_outside() -> None:
    law = made_up_law(
        layer(rate=[row(rate="0.5")]),
        layer("supplementary", rate=[row(rate="0.5")]),
        layer("supplementary", id="outside", counter="outside", base="out_of_scope", rate=[row(rate="0.5")]),
    )
    shares = settled(law, Bill(100_000, first_self_pay=10_000, full_self_pay=20_000, over_ceiling=30_000)).shares
    assert shares.other == 25_000 + 30_000
    assert shares.personal == 160_000 - 50_000 - 55_000


def test_two_layers_that_look_outside_do_not_pay_the_same_fen_twice() -> None:
    outside = {"base": "out_of_scope", "rate": [row(rate="0.5")]}
    law = made_up_law(layer(), layer("supplementary", **outside), layer("disabled", counter="outside", **outside))
    shares = settled(law, Bill(0, first_self_pay=10_000, full_self_pay=20_000)).shares
    assert (shares.other, shares.disabled, shares.personal) == (15_000, 7_500, 7_500)


def away(**adjust: Any) -> dict[str, Any]:
    return layer(adjust=[row(**{FOR: {"place": "unregistered_elsewhere"}}, **adjust)])


def test_points_off_for_those_who_did_not_register() -> None:
    law = made_up_law(away(points="-0.1"))
    assert settled(law, Bill(100_000), place=Place.UNREGISTERED_ELSEWHERE).shares.basic == 70_000
    assert settled(law, Bill(100_000), place=Place.REGISTERED_ELSEWHERE).shares.basic == 80_000


def test_emergency_counts_as_registered() -> None:
    law = made_up_law(away(points="-0.1"))
    assert settled(law, Bill(100_000), place=Place.EMERGENCY_ELSEWHERE).shares.basic == 80_000


def test_a_coefficient_on_the_rate() -> None:
    law = made_up_law(away(coefficient="0.8"))
    assert settled(law, Bill(100_000), place=Place.UNREGISTERED_ELSEWHERE).shares.basic == 64_000


def test_a_first_share_taken_off_what_is_in_scope() -> None:
    outcome = settled(made_up_law(away(first_self_pay="0.4")), Bill(100_000), place=Place.UNREGISTERED_ELSEWHERE)
    assert outcome.shares.basic == 48_000
    assert outcome.trace.detour == 40_000
    assert outcome.year_book.cost_basic == 60_000


def test_a_first_share_away_from_home_counts_as_first_self_pay() -> None:
    law = made_up_law(away(first_self_pay="0.4"), catastrophic(base="in_scope_and_first_self_pay"))
    outcome = settled(law, Bill(400_000), place=Place.UNREGISTERED_ELSEWHERE)
    assert outcome.year_book.cost_catastrophic == 48_000 + 160_000


def test_a_deductible_as_a_share_of_the_bill_for_some_places() -> None:
    near = row(none=True, **{FOR: {"place": "local"}})
    far = row(
        share_of_bill={"share": "0.2", "min": 100, "max": 900},
        **{FOR: {"place": ["registered_elsewhere", "unregistered_elsewhere"]}},
    )
    law = made_up_law(layer(deductible=[near, far]))
    assert settled(law, Bill(100_000)).shares.deductible == 0
    assert settled(law, Bill(100_000), place=Place.REGISTERED_ELSEWHERE).shares.deductible == 20_000


def test_a_case_price_is_shared_without_and_with_a_deductible() -> None:
    bill = Bill(500_000, case_price=500_000)
    assert settled(made_up_law(layer(rate=[row(rate="0.7")])), bill, care=Care.CASE_PRICED).shares.basic == 350_000
    with_one = layer(rate=[row(rate="0.7")], deductible=[row(by_admission={"amounts": [1000]})])
    assert settled(made_up_law(with_one), bill, care=Care.CASE_PRICED).shares.basic == 280_000


def test_cost_beyond_the_case_price_is_the_hospitals() -> None:
    shares = settled(made_up_law(layer()), Bill(500_000, 10_000, case_price=400_000), care=Care.CASE_PRICED).shares
    assert (shares.basic, shares.hospital, shares.personal) == (320_000, 100_000, 90_000)


def test_a_case_price_means_nothing_to_other_care() -> None:
    shares = settled(made_up_law(layer()), Bill(500_000, case_price=400_000)).shares
    assert (shares.basic, shares.hospital) == (400_000, 0)


def test_points_never_lift_a_rate_above_the_whole() -> None:
    law = made_up_law(layer(rate=[row(rate="0.98")], adjust=[row(points="0.05")]))
    assert settled(law, Bill(100_000)).shares.basic == 100_000


def test_nothing_in_scope_leaves_the_year_as_it_was() -> None:
    outcome = settled(made_up_law(layer()), Bill(0, full_self_pay=5_000), YearBook(cost_basic=7), care=Care.OUTPATIENT)
    assert outcome.year_book == YearBook(cost_basic=7)
    assert outcome.shares.personal == 5_000
