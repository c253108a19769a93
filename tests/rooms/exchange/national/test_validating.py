"""A message's input is read by the printed field lists, tolerantly where senders differ, and the wrong field is named."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.rooms.exchange.national.senders import CHARGE, SETTLE
from yimatong.exchange.national import overrides, validating
from yimatong.exchange.national.problems import Fault, FieldProblem, sentence
from yimatong.exchange.national.spec import SPEC, TRANSACTIONS
from yimatong.exchange.national.validating import LINES_MAX, Row, check
from yimatong.kernel.dates import CHINA


def settle(**changes: Any) -> Row:
    checked = check("2207", {"data": SETTLE | changes})
    assert not isinstance(checked, FieldProblem), sentence(checked)
    return checked["data"][0]


def problem(infno: str, given: dict[str, Any]) -> FieldProblem:
    found = check(infno, given)
    assert isinstance(found, FieldProblem), found
    return found


@pytest.mark.parametrize("absent", [None, "", "null", "NULL"])
def test_the_four_ways_to_say_nothing_are_one(absent: object) -> None:
    assert settle(invono=absent) == settle()
    assert settle(fulamt_ownpay_amt=absent).number_or_none("fulamt_ownpay_amt") is None
    assert problem("2207", {"data": SETTLE | {"mdtrt_id": absent}}).fault is Fault.MISSING


@pytest.mark.parametrize(
    ("sent", "fen"),
    [(123, 12300), ("123", 12300), ("123.4", 12340), ("123.45", 12345), ("123.4500", 12345), ("-3.00", -300), ("1.0E7", 10**9)],
)
def test_a_number_is_exact_whether_sent_as_number_or_text(sent: object, fen: int) -> None:
    assert settle(medfee_sumamt=sent).number("medfee_sumamt") == fen


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ("123.456", Fault.TOO_MANY_DECIMALS),
        ("1E-3", Fault.TOO_MANY_DECIMALS),
        ("1" * 15, Fault.TOO_MANY_DIGITS),
        (10**14, Fault.TOO_MANY_DIGITS),
        ("9E99", Fault.TOO_MANY_DIGITS),
        ("1E999999999", Fault.NOT_A_NUMBER),
        ("12元", Fault.NOT_A_NUMBER),
        ("１２", Fault.NOT_A_NUMBER),
        ("1,200.00", Fault.NOT_A_NUMBER),
        ("NaN", Fault.NOT_A_NUMBER),
        (True, Fault.NOT_A_NUMBER),
        ([], Fault.NOT_A_NUMBER),
        ({"a": 1}, Fault.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_of_that_size_is_refused(sent: object, fault: Fault) -> None:
    found = problem("2207", {"data": SETTLE | {"medfee_sumamt": sent}})
    assert (found.field, found.fault) == ("medfee_sumamt", fault)


def test_the_largest_printed_amount_passes() -> None:
    assert settle(medfee_sumamt="99999999999999.99").number("medfee_sumamt") == 10**16 - 1


@pytest.mark.parametrize(
    ("field", "sent", "code"),
    [
        ("psn_cert_type", "1", "01"),
        ("psn_cert_type", 1, "01"),
        ("mdtrt_cert_type", "2", "02"),
        ("psn_setlway", "1", "01"),
        ("insutype", 310, "310"),
        ("acct_used_flag", "01", "1"),
        ("acct_used_flag", "00", "0"),
        ("med_type", "12", "12"),
        ("mdtrt_cert_type", "04", "04"),
    ],
)
def test_a_code_gets_its_leading_zeros_back(field: str, sent: object, code: str) -> None:
    assert settle(**{field: sent}).text(field) == code


def test_a_code_outside_its_table_is_named_with_table_and_value() -> None:
    found = problem("2207", {"data": SETTLE | {"acct_used_flag": "7"}})
    assert sentence(found) == "【2207.data.acct_used_flag】个人账户使用标志：不在字典中（acct_used_flag 7）"


def test_a_long_text_sent_as_a_code_is_not_repeated_in_the_answer() -> None:
    found = problem("2207", {"data": SETTLE | {"insutype": "350102199001011234"}})
    assert "350102199001011234" not in sentence(found)


def test_length_is_counted_in_characters() -> None:
    assert settle(invono="票" * 20).text("invono") == "票" * 20
    found = problem("2207", {"data": SETTLE | {"invono": "票" * 21}})
    assert (found.fault, found.detail) == (Fault.TOO_LONG, "上限 20 字，收到 21 字")


@pytest.mark.parametrize("sent", [True, [], ["a"], {"a": 1}])
def test_a_text_field_takes_text_and_numbers_only(sent: object) -> None:
    assert problem("2207", {"data": SETTLE | {"invono": sent}}).fault is Fault.NOT_TEXT
    assert settle(invono=123).text("invono") == "123"


def test_a_lost_message_may_have_a_long_msgid_and_a_lettered_infno() -> None:
    given = {"psn_no": "1", "omsgid": "a" * 32, "oinfno": "2207A"}
    assert isinstance(check("2601", {"data": given}), dict)
    assert problem("2601", {"data": given | {"omsgid": "a" * 33}}).field == "omsgid"


def test_a_nul_character_is_refused_at_the_door() -> None:
    assert problem("2207", {"data": SETTLE | {"invono": "a\0b"}}).fault is Fault.FORBIDDEN_CHARACTER


def test_both_spellings_of_the_extension_field_are_one() -> None:
    assert settle(expContent="{}") == settle(exp_content="{}") != settle()


def test_an_unknown_extra_field_is_no_error() -> None:
    assert settle(province_only="x") == settle()


def test_the_wrong_row_of_a_list_is_counted_from_one() -> None:
    rows = [CHARGE, CHARGE | {"feedetl_sn": "2"}, CHARGE | {"feedetl_sn": "3", "cnt": "两"}]
    assert sentence(problem("2204", {"feedetail": rows})) == "【2204.feedetail[3].cnt】数量：应为数字"


def test_a_charge_line_is_scaled_by_its_printed_decimals() -> None:
    checked = check("2204", {"feedetail": [CHARGE | {"cnt": "1.5", "pric": "2.333333", "det_item_fee_sumamt": "3.50"}]})
    assert isinstance(checked, dict)
    (row,) = checked["feedetail"]
    assert (row.number("cnt"), row.number("pric"), row.number("det_item_fee_sumamt")) == (15_000, 2_333_333, 350)
    assert row.moment("fee_ocur_time") == datetime(2026, 1, 5, 9, 20, tzinfo=CHINA)


def test_one_object_stands_for_a_list_of_one_and_the_other_way_round() -> None:
    assert check("2204", {"feedetail": CHARGE}) == check("2204", {"feedetail": [CHARGE]})
    assert check("2207", {"data": [SETTLE]}) == check("2207", {"data": SETTLE})
    assert problem("2207", {"data": [SETTLE, SETTLE]}).fault is Fault.NODE_NOT_AN_OBJECT


@pytest.mark.parametrize("given", [{}, {"data": CHARGE}, {"feedetail": []}, {"feedetail": None}, {"feedetail": {}}])
def test_a_missing_node_is_named(given: dict[str, Any]) -> None:
    assert sentence(problem("2204", given)) == "【2204.feedetail】节点：缺少该节点"


@pytest.mark.parametrize("rows", ["text", ["text"], [CHARGE, 3], 7])
def test_a_node_that_holds_no_objects_is_refused(rows: object) -> None:
    assert problem("2204", {"feedetail": rows}).fault is Fault.NODE_NOT_ROWS


def test_too_many_lines_are_refused_naming_the_limit() -> None:
    assert check("2204", {"feedetail": [CHARGE] * LINES_MAX}).__class__ is dict
    assert "上限 5000 行" in sentence(problem("2204", {"feedetail": [CHARGE] * 10_000}))


@pytest.mark.parametrize(
    "sent", ["2026-13-01 00:00:00", "2026-01-05T09:00:00", "2026-1-5 9:00:00", "昨天", 20260105, "2026-01-05 09:00+08"]
)
def test_what_is_no_moment_is_refused(sent: object) -> None:
    assert problem("2204", {"feedetail": CHARGE | {"fee_ocur_time": sent}}).fault is Fault.NOT_A_MOMENT


def test_a_range_of_days_runs_to_the_last_second() -> None:
    given = {"psn_no": "1", "begntime": "2026-01-01", "endtime": "2026-01-31", "med_type": "11"}
    checked = check("5201", {"data": given})
    assert isinstance(checked, dict)
    (row,) = checked["data"]
    assert row.moment("begntime") == datetime(2026, 1, 1, tzinfo=CHINA)
    assert row.moment("endtime") == datetime(2026, 1, 31, 23, 59, 59, tzinfo=CHINA)


def test_a_day_drops_the_time_behind_it() -> None:
    field = {"dscgTime": "2026-01-05 10:00:00", "mid_setl_flag": "0"}
    checked = check("2304", {"data": SETTLE | field})
    assert isinstance(checked, dict)
    assert checked["data"][0].day_or_none("dscgTime") == date(2026, 1, 5)


@pytest.mark.parametrize("infno", sorted(TRANSACTIONS))
def test_every_printed_input_field_is_read(infno: str) -> None:
    """Each required field, when missing, is the one that is named — unless the table of overrides frees it."""
    for node in TRANSACTIONS[infno].input:
        for field in node.fields:
            name = overrides.SAME_FIELD.get(field.name, field.name)
            full = {n.name: [{f.name: sample(f.kind, f.table) for f in n.fields}] for n in TRANSACTIONS[infno].input}
            assert not isinstance(check(infno, full), FieldProblem)
            del full[node.name][0][field.name]
            found = check(infno, full)
            if field.required and not overrides.may_be_empty(infno, name):
                assert isinstance(found, FieldProblem)
                assert (found.node, found.field, found.fault) == (node.name, name, Fault.MISSING)
            else:
                assert isinstance(found, dict)
                assert name in found[node.name][0]


def sample(kind: str, table: str) -> str:
    if table:
        return next(iter(SPEC.dictionaries[table]))
    return {"number": "1", "date": "2026-01-05", "datetime": "2026-01-05 09:00:00"}.get(kind, "x")


def test_every_override_frees_a_printed_required_field() -> None:
    for row in overrides.LENIENT:
        for infno in row.infnos:
            printed = {field.name: field.required for node in TRANSACTIONS[infno].input for field in node.fields}
            assert row.reason
            assert all(printed[field] for field in row.fields), (infno, row.fields)


def test_the_compiled_fields_are_the_printed_fields() -> None:
    assert validating.COMPILED.keys() == TRANSACTIONS.keys()
    assert len(TRANSACTIONS) == 37
