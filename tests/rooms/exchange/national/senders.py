"""Messages as a hospital system would send them, with made-up people and institutions."""

from datetime import datetime
from typing import Any

import msgspec

from yimatong.kernel.dates import CHINA

HOSPITAL = "H35010000001"
NOW = datetime(2026, 1, 5, 9, 25, 0, 123_000, tzinfo=CHINA)

SETTLE = {
    "psn_no": "35000000000001",
    "mdtrt_cert_type": "02",
    "mdtrt_cert_no": "350102199001011234",
    "med_type": "11",
    "medfee_sumamt": "123.45",
    "psn_setlway": "01",
    "mdtrt_id": "123456789",
    "chrg_bchno": "B1",
    "insutype": "310",
    "acct_used_flag": "1",
}

CHARGE = {
    "feedetl_sn": "1",
    "mdtrt_id": "123456789",
    "psn_no": "35000000000001",
    "chrg_bchno": "B1",
    "rx_circ_flag": "0",
    "fee_ocur_time": "2026-01-05 09:20:00",
    "med_list_codg": "N1",
    "medins_list_codg": "L1",
    "det_item_fee_sumamt": "3.00",
    "cnt": 1,
    "pric": "3.00",
    "bilg_dept_codg": "A03",
    "bilg_dept_name": "内科",
    "bilg_dr_codg": "D0001",
    "bilg_dr_name": "林医师",
    "hosp_appr_flag": "1",
}

SIGN_ON = {"signIn": {"opter_no": "0001", "mac": "00-00-00-00-00-01", "ip": "10.0.0.1"}}


def message(infno: str, given: dict[str, Any], msgid: str = "H35010000001202601050925000001", **envelope: Any) -> dict[str, Any]:
    """A whole message; keyword arguments replace envelope fields."""
    return {
        "infno": infno,
        "msgid": msgid,
        "mdtrtarea_admvs": "350100",
        "insuplc_admdvs": "350100",
        "recer_sys_code": "99",
        "infver": "1.0.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": "2026-01-05 09:25:00",
        "fixmedins_code": HOSPITAL,
        "fixmedins_name": "示例医院",
        "sign_no": "",
        "input": given,
    } | envelope


def body(infno: str, given: dict[str, Any], **envelope: Any) -> bytes:
    """As `message`, in bytes."""
    return msgspec.json.encode(message(infno, given, **envelope))
