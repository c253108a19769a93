"""A charge line falls apart into parts that always sum; a code is translated or refused by name."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimatong.catalogue.core import (
    ApprovalFlag,
    AskedCode,
    CatalogueReason,
    FoundCode,
    Item,
    LineScope,
    judge_code,
    search_words,
    split_line,
)
from yimatong.kernel.refusals import Refusal

ONE = 10_000
CLASS_A = Item(
    "XA01", "示例药", "drug", "甲", 0, None, "西药费", "09", "盒", "", "", False, False, "合成样例", True, date(2020, 1, 1), None
)  # fmt: skip
CLASS_B = replace(CLASS_A, list_class="乙", first_self_pay_rate=1_000, price_ceiling=2_000)
CLASS_C = replace(CLASS_A, list_class="丙", first_self_pay_rate=10_000)
LIMITED = replace(CLASS_B, limited=True, restriction="限示例")

rates = st.integers(0, 10_000)
items = st.builds(
    lambda list_class, rate, ceiling, limited: replace(
        CLASS_A, list_class=list_class, first_self_pay_rate=rate, price_ceiling=ceiling, limited=limited
    ),
    st.sampled_from("甲乙丙"),
    rates,
    st.none() | st.integers(0, 10**9),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("item", "amount", "quantity_e4", "scope"),
    [
        (CLASS_A, 3_190, ONE, LineScope(3_190, 0, 0, 0, 3_190, 0, "甲")),
        (CLASS_B, 2_000, ONE, LineScope(2_000, 0, 0, 200, 1_800, 1_000, "乙")),
        (CLASS_B, 2_600, ONE, LineScope(2_600, 600, 0, 200, 1_800, 1_000, "乙")),
        (CLASS_B, 5_000, 2 * ONE, LineScope(5_000, 1_000, 0, 400, 3_600, 1_000, "乙")),
        (CLASS_B, 1_005, ONE, LineScope(1_005, 0, 0, 101, 904, 1_000, "乙")),  # 100.5 fen, half up
        (replace(CLASS_B, price_ceiling=333), 200, 5_000, LineScope(200, 33, 0, 17, 150, 1_000, "乙")),  # 166.5 → 167, 16.7 → 17
        (CLASS_C, 999, ONE, LineScope(999, 0, 999, 0, 0, 10_000, "丙")),
        (replace(CLASS_C, price_ceiling=1), 999, ONE, LineScope(999, 0, 999, 0, 0, 10_000, "丙")),
        (CLASS_B, 0, ONE, LineScope(0, 0, 0, 0, 0, 1_000, "乙")),
        (replace(CLASS_A, price_ceiling=0), 100, ONE, LineScope(100, 100, 0, 0, 0, 0, "甲")),
    ],
)
def test_a_line_splits_to_the_fen(item: Item, amount: int, quantity_e4: int, scope: LineScope) -> None:
    assert split_line(item, amount, quantity_e4) == scope


@pytest.mark.parametrize(
    ("item", "approved", "self_paid"),
    [
        (LIMITED, ApprovalFlag.NOT_NEEDED, True),
        (LIMITED, ApprovalFlag.NOT_APPROVED, True),
        (LIMITED, ApprovalFlag.APPROVED, False),
        (CLASS_B, ApprovalFlag.NOT_NEEDED, False),
        (CLASS_B, ApprovalFlag.APPROVED, False),
        (CLASS_B, ApprovalFlag.NOT_APPROVED, True),
        (CLASS_C, ApprovalFlag.APPROVED, True),
    ],
)
def test_limited_use_is_paid_only_when_approved(item: Item, approved: ApprovalFlag, self_paid: bool) -> None:
    scope = split_line(item, 1_000, ONE, approved)
    assert (scope.full_self_pay == 1_000) is self_paid
    assert (scope.in_scope == 0) is self_paid


@given(items, st.integers(0, 10**10), st.integers(0, 10**9), st.sampled_from(ApprovalFlag))
def test_the_parts_sum_to_the_amount_and_none_is_negative(
    item: Item, amount: int, quantity_e4: int, approved: ApprovalFlag
) -> None:
    scope = split_line(item, amount, quantity_e4, approved)
    parts = (scope.over_ceiling, scope.full_self_pay, scope.first_self_pay, scope.in_scope)
    assert sum(parts) == scope.amount == amount
    assert min(parts) >= 0


@given(items, st.integers(1, 10**10), st.integers(1, 10**9), st.sampled_from(ApprovalFlag))
def test_a_refund_takes_the_charge_back_exactly(item: Item, amount: int, quantity_e4: int, approved: ApprovalFlag) -> None:
    charge = split_line(item, amount, quantity_e4, approved)
    refund = split_line(item, -amount, -quantity_e4, approved)
    assert [a + b for a, b in zip(_amounts(charge), _amounts(refund), strict=True)] == [0, 0, 0, 0, 0]
    assert (refund.rate, refund.list_class) == (charge.rate, charge.list_class)


def test_a_line_with_two_signs_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        split_line(CLASS_A, -100, ONE)


@pytest.mark.parametrize(
    ("asked", "found", "reason", "detail"),
    [
        (("H", "", ""), FoundCode(None, None, False), CatalogueReason.NO_CODE, ""),
        (("H", "L1", ""), FoundCode(None, None, False), CatalogueReason.LOCAL_CODE_NOT_TRANSLATED, "L1"),
        (("H", "L1", "XA99"), FoundCode(None, None, False), CatalogueReason.UNKNOWN_ITEM, "XA99"),
        (("H", "L1", "XA01"), FoundCode(None, None, True), CatalogueReason.NOT_IN_FORCE, "XA01"),
        (("H", "L1", ""), FoundCode("XA01", None, True), CatalogueReason.NOT_IN_FORCE, "L1 → XA01"),
        (("H", "L1", "XA01"), FoundCode("XA02", CLASS_A, True), CatalogueReason.CODES_DISAGREE, "L1 ≠ XA01"),
    ],
)
def test_a_code_that_cannot_be_judged_is_named(
    asked: tuple[str, str, str], found: FoundCode, reason: CatalogueReason, detail: str
) -> None:
    refusal = judge_code(AskedCode(*asked), found)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail) == (reason, detail)


@pytest.mark.parametrize("translated", [None, "XA01"])
def test_a_national_code_is_taken_with_or_without_translation(translated: str | None) -> None:
    assert judge_code(AskedCode("H", "L1", "XA01"), FoundCode(translated, CLASS_A, True)) is CLASS_A


def test_full_width_typing_is_folded() -> None:
    assert search_words(" ＦＪＣ０１ ") == "FJC01"


def _amounts(scope: LineScope) -> tuple[int, ...]:
    return (scope.amount, scope.over_ceiling, scope.full_self_pay, scope.first_self_pay, scope.in_scope)
