"""Charge lines of visits and stays (2204, 2301): in, judged by the catalogue, and back out with their split; and taken back."""

from collections.abc import Sequence

from yimatong.care import service as care_service
from yimatong.care.core import Charge
from yimatong.care.service import ChargeLine, Whose
from yimatong.catalogue.core import ApprovalFlag
from yimatong.exchange.national.answers import Outputs, Values
from yimatong.exchange.national.messages import Message
from yimatong.exchange.national.people import flag
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.subjects import told_besides
from yimatong.exchange.national.validating import Row
from yimatong.kernel.money import Fen

ALL_OF_THEM = "0000"
"""Stands for every batch (2205) or every line (2302) not yet settled."""
NO_CEILING = 999_999_000_000
"""pric_uplmt_amt of an item without a price ceiling: 999999 yuan, in micro-yuan."""
MICRO_YUAN_PER_FEN = 10_000
LEVEL_OF_CLASS = {"甲": "01", "乙": "02", "丙": "03"}
"""chrgitm_lv."""
LINE_FIELDS = frozenset(
    {
        *("feedetl_sn", "init_feedetl_sn", "chrg_bchno", "fee_ocur_time", "med_list_codg", "medins_list_codg"),
        *("det_item_fee_sumamt", "cnt", "pric"),
    }
)


async def charge(rooms: Rooms, message: Message, whose: Whose) -> Outputs:
    """Keeps the lines of `feedetail`, all or none, and answers one row per line in their order."""
    lines = [line_of(row) for row in message.rows("feedetail")]
    charges = await care_service.charge(rooms.care, rooms.catalogue, whose, lines)
    return {"result": [result_row(charge) for charge in charges]}


def line_of(row: Row) -> ChargeLine:
    """A line as sent. Batches are of visits, lines to give back are named in stays."""
    return ChargeLine(
        charge_no=row.text("feedetl_sn"),
        batch=row.text("chrg_bchno") if "chrg_bchno" in row else "",
        charged_at=row.moment("fee_ocur_time"),
        national_code=row.text("med_list_codg"),
        local_code=row.text("medins_list_codg"),
        price_micro=row.number("pric"),
        quantity_e4=row.number("cnt"),
        amount=row.number("det_item_fee_sumamt"),
        approved=ApprovalFlag(row.text("hosp_appr_flag") or ApprovalFlag.NOT_NEEDED),
        refunds=row.text("init_feedetl_sn") if "init_feedetl_sn" in row else "",
        details=told_besides(row, LINE_FIELDS),
    )


def result_row(charge: Charge) -> Values:
    """How a line meets the catalogue."""
    return {
        "feedetl_sn": charge.charge_no,
        "det_item_fee_sumamt": charge.amount,
        "cnt": charge.quantity_e4,
        "pric": charge.price_micro,
        **parts(charge),
        "drt_reim_flag": flag(True),
    }


def parts(charge: Charge) -> dict[str, str | int]:
    """The split of a line and the marks of its item, as every answer about lines gives them."""
    return {
        "pric_uplmt_amt": ceiling(charge.price_ceiling),
        "selfpay_prop": charge.first_self_pay_rate,
        "fulamt_ownpay_amt": charge.full_self_pay,
        "overlmt_amt": charge.over_ceiling,
        "preselfpay_amt": charge.first_self_pay,
        "inscp_scp_amt": charge.in_scope,
        "chrgitm_lv": LEVEL_OF_CLASS[charge.list_class],
        "med_chrgitm_type": charge.fee_type,
        "bas_medn_flag": flag(charge.essential),
        "hi_nego_drug_flag": flag(False),
        "chld_medc_flag": flag(False),
        "list_sp_item_flag": flag(False),
        "lmt_used_flag": flag(charge.limited),
    }


def ceiling(price_ceiling: Fen | None) -> int:
    """A ceiling in micro-yuan."""
    return NO_CEILING if price_ceiling is None else price_ceiling * MICRO_YUAN_PER_FEN


async def take_back(rooms: Rooms, whose: Whose, batch: str | None, charge_nos: Sequence[str] | None) -> Outputs:
    """Removes unsettled lines: of a batch, or by number; 0000 is all of them."""
    if batch == ALL_OF_THEM or (charge_nos is not None and ALL_OF_THEM in charge_nos):
        batch, charge_nos = None, None
    await care_service.take_charges_back(rooms.care, whose, batch, charge_nos)
    return {}
