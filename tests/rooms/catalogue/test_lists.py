"""A list file is read whole, or every bad line of it is named with column and reason."""

from datetime import date

import pytest

from yimatong.catalogue.list_shapes import SHAPES
from yimatong.catalogue.lists import LINE_CHARACTERS_MAX, PROBLEMS_KEPT_MAX, ListReason, ParsedList, parse_list

DAY = date(2026, 1, 1)
PRICES = (
    "item_kind,local_code,local_name,national_code,national_name,dosage_form,fee_item,unit,price_fen,price_ceiling_fen,"
    "list_class,first_self_pay_bp,restriction_remark,synthetic"
)
GOOD = "drug,L1,示例片,XA01,示例药,片,西药费,盒,100,110,乙,1000,,true"


def parse(kind: str, content: str | bytes) -> ParsedList:
    data = content.encode() if isinstance(content, str) else content
    return parse_list(SHAPES[kind], data, DAY, lambda name: f"<{name}>")


def prices(*lines: str) -> ParsedList:
    return parse("prices", "\n".join((PRICES, *lines)) + "\n")


def found(parsed: ParsedList) -> list[tuple[int, str, ListReason]]:
    assert parsed.tables == ()
    assert parsed.problem_count >= len(parsed.problems) > 0
    return [(problem.line, problem.field, problem.reason) for problem in parsed.problems]


def test_a_good_file_gives_rows_for_both_tables() -> None:
    parsed = prices(GOOD)
    item, local = parsed.tables
    row = dict(zip(item.columns, item.rows[0], strict=True))
    assert parsed.problems == ()
    assert (row["national_code"], row["price_ceiling"], row["fee_item_code"], row["limited"]) == ("XA01", 110, "09", False)
    assert (row["valid_from"], row["valid_to"]) == (DAY, None)
    named = dict(zip(local.columns, local.rows[0], strict=True))
    assert (named["institution_code"], named["price"], named["initials"]) == ("*", 100, "<示例片>")


def test_a_restriction_makes_an_item_limited() -> None:
    item = prices(GOOD.replace(",1000,,true", ",1000,限示例。,true")).tables[0]
    row = dict(zip(item.columns, item.rows[0], strict=True))
    assert (row["limited"], row["restriction"]) == (True, "限示例。")


def test_two_local_names_may_share_an_item_but_not_contradict_it() -> None:
    assert len(prices(GOOD, GOOD.replace("L1", "L2")).tables[0].rows) == 1
    contradicting = GOOD.replace("L1", "L2").replace(",110,", ",120,")
    assert found(prices(GOOD, contradicting)) == [(3, "national_code", ListReason.CONFLICTING_ROWS)]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (GOOD.replace(",100,110", ",abc,110"), "price_fen", ListReason.NOT_A_NUMBER),
        (GOOD.replace(",100,110", ",1.5,110"), "price_fen", ListReason.NOT_A_NUMBER),
        (GOOD.replace(",100,110", ",１００,110"), "price_fen", ListReason.NOT_A_NUMBER),
        (GOOD.replace(",100,110", ",-1,110"), "price_fen", ListReason.NEGATIVE),
        (GOOD.replace(",100,110", ",,110"), "price_fen", ListReason.EMPTY_FIELD),
        (GOOD.replace(",100,110", ",100000000001,110"), "price_fen", ListReason.OUT_OF_RANGE),
        (GOOD.replace(",1000,,", ",10001,,"), "first_self_pay_bp", ListReason.OUT_OF_RANGE),
        (GOOD.replace("乙", "丁"), "list_class", ListReason.UNKNOWN_WORD),
        (GOOD.replace("乙", "甲"), "first_self_pay_bp", ListReason.CLASS_AND_SHARE_DISAGREE),
        (GOOD.replace("乙", "丙"), "first_self_pay_bp", ListReason.CLASS_AND_SHARE_DISAGREE),
        (GOOD.replace("西药费", "茶水费"), "fee_item", ListReason.UNKNOWN_WORD),
        (GOOD.replace(",true", ",yes"), "synthetic", ListReason.UNKNOWN_WORD),
        (GOOD.replace("XA01", ""), "national_code", ListReason.EMPTY_FIELD),
        (GOOD.replace("示例片", "示\x01例片"), "local_name", ListReason.CONTROL_CHARACTER),
        (GOOD.replace("示例片", "片" * 501), "local_name", ListReason.TOO_LONG),
        (GOOD.replace(",1000,,", f",1000,{'限' * 4001},"), "restriction_remark", ListReason.TOO_LONG),
        (GOOD + ",extra", "", ListReason.WRONG_CELL_COUNT),
        (GOOD.replace("示例片", '"示例"片'), "", ListReason.NOT_CSV),
    ],
)
def test_a_bad_line_is_named_with_column_and_reason(line: str, field: str, reason: ListReason) -> None:
    problems = found(prices(GOOD.replace("L1", "L0"), line))
    assert (3, field, reason) in problems
    assert all(number == 3 for number, _, _ in problems)


def test_every_bad_line_is_reported_at_once() -> None:
    problems = found(prices(GOOD.replace(",100,110", ",x,110"), GOOD.replace("L1", "L2"), GOOD.replace("L1", "")))
    assert problems == [(2, "price_fen", ListReason.NOT_A_NUMBER), (4, "local_code", ListReason.EMPTY_FIELD)]


def test_problems_beyond_the_limit_are_counted_not_kept() -> None:
    parsed = prices(*[GOOD.replace(",100,110", ",x,110")] * (PROBLEMS_KEPT_MAX + 50))
    assert len(parsed.problems) == PROBLEMS_KEPT_MAX
    assert parsed.problem_count == PROBLEMS_KEPT_MAX + 50


def test_a_code_said_twice_is_a_duplicate() -> None:
    assert found(parse("chronic", "code,name\nM1,甲病\nM1,乙病\n")) == [(3, "code", ListReason.DUPLICATE_KEY)]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \r\n "])
def test_an_empty_file_is_said_to_be_empty(content: str) -> None:
    assert found(parse("chronic", content)) == [(0, "", ListReason.EMPTY_FILE)]


def test_a_header_alone_has_no_rows() -> None:
    assert found(parse("chronic", "code,name\n\n")) == [(0, "", ListReason.NO_ROWS)]


def test_missing_and_doubled_columns_are_named() -> None:
    assert found(parse("chronic", "code,title\nM1,病\n")) == [(1, "name", ListReason.MISSING_COLUMN)]
    assert found(parse("chronic", "code,name,name\nM1,病,病\n")) == [(1, "name", ListReason.DUPLICATE_COLUMN)]


def test_bad_utf8_is_named_with_its_line() -> None:
    assert found(parse("chronic", b"code,name\nM1," + "病".encode("gbk") + b"\n")) == [(2, "", ListReason.NOT_UTF8)]


def test_a_huge_line_is_refused() -> None:
    content = "code,name\nM1,病\nM2," + "病" * LINE_CHARACTERS_MAX + "\n"
    assert found(parse("chronic", content)) == [(3, "", ListReason.LINE_TOO_LONG)]


def test_a_quote_left_open_is_no_csv() -> None:
    assert found(parse("chronic", 'code,name\nM1,"病\n'))[0][2] is ListReason.NOT_CSV


def test_bom_and_crlf_are_accepted_and_noted() -> None:
    parsed = parse("chronic", "\ufeffcode,name\r\nM1,病\r\nM2,症\r\n")
    assert [row[:2] for row in parsed.tables[0].rows] == [("M1", "病"), ("M2", "症")]
    assert [note.reason for note in parsed.notes] == [ListReason.BYTE_ORDER_MARK, ListReason.WINDOWS_LINE_ENDS]


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ("2026-02-30,", ListReason.NOT_A_DATE),
        ("tomorrow,", ListReason.NOT_A_DATE),
        ("2026-02-01,2026-01-31", ListReason.ENDS_BEFORE_IT_BEGINS),
    ],
)
def test_bad_dates_are_named(dates: str, reason: ListReason) -> None:
    assert found(parse("chronic", f"code,name,valid_from,valid_to\nM1,病,{dates}\n"))[0][2] is reason


def test_own_dates_and_initials_win_over_the_given_ones() -> None:
    parsed = parse("chronic", "code,name,valid_from,valid_to,initials\nM1,病,2025-01-01,2025-12-31,b\n")
    assert parsed.tables[0].rows == [("M1", "病", "b", date(2025, 1, 1), date(2025, 12, 31))]


def test_a_negotiated_drug_ends_with_its_agreement() -> None:
    header = (
        "row_id,section,class_code,class_path,class_jia_yi,catalog_no,drug_name,dosage_form,payment_standard,"
        "restriction_remark,agreement_period\n"
    )
    row = "R1,协议期内谈判药品-西药,XA,示例,乙,1,示例药,,*,,"
    parsed = parse("drugs", header + row + "2025年1月1日至2026年12月31日\n")
    assert parsed.tables[0].rows[0][-1] == date(2026, 12, 31)
    assert found(parse("drugs", header + row + "长期\n")) == [(2, "valid_from", ListReason.NOT_A_DATE)]


def test_quoted_cells_may_hold_commas_and_line_breaks() -> None:
    parsed = parse("chronic", 'code,name\nM1,"甲,\n乙"\nM2,丙\nM2,丁\n')
    assert parsed.problems[0].line == 5
