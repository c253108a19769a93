"""Where we ask less of a sender, or answer more, than the printed tables: one table, every row with its reason."""

from typing import NamedTuple


class Lenient(NamedTuple):
    """These fields may be empty in these transactions although a printed table requires them."""

    infnos: tuple[str, ...]
    fields: tuple[str, ...]
    reason: str


class Wider(NamedTuple):
    """A field so named, in the envelope or an input, may be longer than printed (characters)."""

    field: str
    length: int
    reason: str


class Extra(NamedTuple):
    """An output node carries one more field, written like the field `like` of the same node."""

    infnos: tuple[str, ...]
    node: str
    field: str
    like: str
    reason: str


ENVELOPE = ""
"""Stands in the place of an infno when the envelope's own fields are read."""

LENIENT = (
    Lenient(("1101",), ("certno", "psn_name"), "senders leave both empty when mdtrt_cert_no alone names the person"),
    Lenient(("1101",), ("psn_cert_type",), "says nothing beside mdtrt_cert_type when certno is empty"),
    Lenient(("2201",), ("psn_cert_type", "certno", "psn_type", "psn_name"), "senders leave them empty; psn_no names the person"),
    Lenient(("2203",), ("dise_codg", "dise_name"), "2203A prints them optional; an ordinary visit has no disease of the list"),
    Lenient(
        ("2204", "2301"), ("med_list_codg",), "the platform translates medins_list_codg; a code it cannot translate is refused"
    ),
    Lenient(("2206",), ("psn_cert_type", "certno", "psn_type", "psn_name"), "2206A prints them optional; the books are the same"),
    Lenient(("2207",), ("psn_cert_type", "certno"), "2207A prints them optional; the books are the same"),
    Lenient(
        ("2207",),
        ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"),
        "the sender's own split is optional in 2207A, 2303 and 2304; when sent it must agree with ours",
    ),
    Lenient(
        ("2303", "2304"),
        ("psn_cert_type", "certno", "psn_type", "psn_name"),
        "2303A and 2304A print them optional; psn_no names the person",
    ),
    Lenient(
        ("2303", "2304", "2401"),
        ("insuplc_admdvs", "mdtrtarea_admvs"),
        "the envelope carries both already, and the A forms do not have them",
    ),
    Lenient(("2401",), ("cert_type", "certno"), "psn_no names the person; 2201 is sent without them too"),
)

OPTIONAL_NODES = {("2403", "diseinfo"): "a changed admission need not change a diagnosis"}
"""(infno, node) that may be missing -> reason. Every other input node must be there."""

WIDER = (
    Wider("msgid", 32, "31 characters and 32 hex digits are seen from real senders; compared as text, never parsed"),
    Wider("infver", 10, "a version text is never parsed"),
    Wider("infno", 5, "four digits and a letter"),
    Wider("omsgid", 32, "as long as a msgid"),
    Wider("oinfno", 5, "as long as an infno"),
)

EXTRA = (
    Extra(
        ("2208",),
        "setlinfo",
        "psn_cash_pay",
        "pdn_cash_pay",
        "the printed pdn_cash_pay is spelled psn_cash_pay elsewhere: both are sent",
    ),
    Extra(("1301", "1302", "1307"), "", "dld_endtime", "dld_end_time", "other downloads spell it dld_endtime: both are sent"),
)

SAME_FIELD = {"expContent": "exp_content", "ecQrCode": "businessInfo"}
"""Another edition's spelling -> ours. A sender may use either at the root of a node. The text of a scanned code has no printed
field of its own: it comes in businessInfo, or under the name the answers of some editions give it."""


def may_be_empty(infno: str, field: str) -> bool:
    """Whether the table above frees `field` of transaction `infno` from being required."""
    return any(infno in row.infnos and field in row.fields for row in LENIENT)


def length_of(field: str, printed: int) -> int:
    """How many characters `field` may have; 0 is unlimited."""
    return next((row.length for row in WIDER if row.field == field), printed)
