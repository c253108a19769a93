"""Our rooms' names of fields, and what the national interface calls them: a refusal names the field the sender sent."""

from re import ASCII
from re import compile as pattern

from yimatong.exchange.national.spec import TRANSACTIONS

NATIONAL = {
    "encounter_id": "mdtrt_id",
    "person_id": "psn_no",
    "settlement_id": "setl_id",
    "scheme": "insutype",
    "area": "insuplc_admdvs",
    "certificate_no": "mdtrt_cert_no",
    "certno": "mdtrt_cert_no",
    "card_no": "mdtrt_cert_no",
    "name": "psn_name",
    "batch": "chrg_bchno",
    "total": "medfee_sumamt",
    "over_ceiling": "overlmt_selfpay",
    "full_self_pay": "fulamt_ownpay_amt",
    "first_self_pay": "preselfpay_amt",
    "in_scope": "inscp_scp_amt",
    "account_use": "acct_used_flag",
    "medical_type": "med_type",
    "disease_code": "dise_codg",
    "diagnosis_code": "diag_code",
    "ended_at": "endtime",
    "charges": "feedetail",
    "charge_no": "feedetl_sn",
    "charged_at": "fee_ocur_time",
    "national_code": "med_list_codg",
    "local_code": "medins_list_codg",
    "quantity": "cnt",
    "amount": "det_item_fee_sumamt",
    "institution_code": "fixmedins_code",
    "code": "businessInfo",
    "business_type": "businessType",
}
"""A name that is not here is the national one already."""

_IN_A_ROW = pattern(r"(\w+)\[(\d+)\]\.(\w+)", ASCII).fullmatch


def national_place(infno: str, field: str) -> str:
    """`encounter_id` is `2207.data.mdtrt_id`, `charges[3].quantity` is `2204.feedetail[3].cnt`."""
    in_a_row = _IN_A_ROW(field)
    if in_a_row:
        node, row, name = in_a_row.groups()
        return f"{infno}.{NATIONAL.get(node, node)}[{row}].{NATIONAL.get(name, name)}"
    name = NATIONAL.get(field, field)
    node = next((node.name for node in TRANSACTIONS[infno].input if any(one.name == name for one in node.fields)), "")
    return ".".join(part for part in (infno, node, name) if part)
