"""An answer holds every printed output field, empty ones as the edition asks, and numbers to the digit."""

from datetime import date

import msgspec
import pytest

from tests.rooms.exchange.national.senders import NOW
from yimatong.exchange.national.answers import complete
from yimatong.exchange.national.spec import TRANSACTIONS


def text(infno: str, outputs: dict[str, object]) -> str:
    return msgspec.json.encode(complete(infno, outputs)).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("infno", sorted(TRANSACTIONS))
def test_an_empty_answer_still_has_every_printed_field(infno: str) -> None:
    rows: dict[str, object] = {node.name: [{}] if node.many else {} for node in TRANSACTIONS[infno].output}
    answered = msgspec.json.decode(text(infno, rows))
    for node in TRANSACTIONS[infno].output:
        found = answered[node.name] if node.name else answered
        for field in node.fields:
            value = (found[0] if node.many else found)[field.name]
            assert value == (0 if field.kind == "number" else ""), (node.name, field.name)


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-12345, "-123.45"), (10**15 + 1, "10000000000000.01")],
)
def test_money_is_written_exactly(fen: int, written: str) -> None:
    assert f'"medfee_sumamt":{written},' in text("2207", {"setlinfo": {"medfee_sumamt": fen}})


def test_each_number_is_written_with_its_printed_decimals() -> None:
    row = {"cnt": 15_000, "pric": 2_333_333, "selfpay_prop": 1_000, "pric_uplmt_amt": 999_999_000_000}
    written = text("2204", {"result": [row]})
    assert '"cnt":1.5000,"pric":2.333333,"pric_uplmt_amt":999999.000000,"selfpay_prop":0.1000' in written
    assert '"age":46.0' in text("1101", {"baseinfo": {"age": 460}})
    assert '"data_cnt":12' in text("1307", {"": {"data_cnt": 12}})


def test_days_and_moments_are_written_as_printed() -> None:
    written = text("2207", {"setlinfo": {"setl_time": NOW, "brdy": date(1980, 1, 1)}})
    assert '"setl_time":"2026-01-05 09:25:00"' in written
    assert '"brdy":"1980-01-01"' in written


def test_a_node_without_name_is_the_output_itself() -> None:
    assert text("5204", {"": []}) == "[]"
    assert text("1301", {"": {"filename": "a.zip"}}).startswith('{"file_qury_no":"","filename":"a.zip"')
    assert text("2202", {}) == "{}"


def test_fields_spelled_in_two_ways_are_sent_in_both() -> None:
    reversal = msgspec.json.decode(text("2208", {"setlinfo": {"pdn_cash_pay": -300, "psn_cash_pay": -300}}))
    assert reversal["setlinfo"]["pdn_cash_pay"] == reversal["setlinfo"]["psn_cash_pay"] == -3
    assert '"dld_endtime":""' in text("1301", {})


@pytest.mark.parametrize("outputs", [{"setlinfo": {"medfee": 1}}, {"data": {}}, {"setlinfo": {"psn_no": 12}}])
def test_what_is_not_printed_is_a_bug(outputs: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        text("2207", outputs)
