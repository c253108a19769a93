"""The kinds of list files the catalogue takes in: their columns, how each is read, and where it goes."""

import re
from collections.abc import Callable
from datetime import date

from yimatong.catalogue.core import CLASS_A, CLASS_C, EVERY_INSTITUTION, FEE_ITEM_CODES, KINDS
from yimatong.catalogue.lists import BadField, Column, ListReason, ListShape, TableShape, day_or_none
from yimatong.kernel.money import RATE_ONE

FEN_MAX = 100_000_000_000
NAME_CHARACTERS_MAX = 500
REMARK_CHARACTERS_MAX = 4_000
AGREEMENT = re.compile(r"至(\d{4})年(\d{1,2})月(\d{1,2})日$")


def any_text(text: str) -> str:
    """Text that may be empty. Refused: control characters, more than REMARK_CHARACTERS_MAX."""
    if len(text) > REMARK_CHARACTERS_MAX:
        raise BadField(ListReason.TOO_LONG)
    if not text.isprintable() and any(character < " " and character not in "\n\t" for character in text):
        raise BadField(ListReason.CONTROL_CHARACTER)
    return text.strip()


def filled_text(text: str) -> str:
    """A code or a name: not empty and at most NAME_CHARACTERS_MAX, so that an index can hold it."""
    stripped = any_text(text)
    if len(stripped) > NAME_CHARACTERS_MAX:
        raise BadField(ListReason.TOO_LONG)
    if not stripped:
        raise BadField(ListReason.EMPTY_FIELD)
    return stripped


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers between two bounds, both included."""

    def read(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise BadField(ListReason.NOT_A_NUMBER if text else ListReason.EMPTY_FIELD)
        number = int(text)
        if number < 0 <= low:
            raise BadField(ListReason.NEGATIVE)
        if not low <= number <= high:
            raise BadField(ListReason.OUT_OF_RANGE)
        return number

    return read


fen = whole_number(0, FEN_MAX)


def fen_or_none(text: str) -> int | None:
    """Fen, or empty for none."""
    return fen(text) if text else None


def one_of(*words: str) -> Callable[[str], str]:
    """A reader that knows only these words."""

    def read(text: str) -> str:
        if text not in words:
            raise BadField(ListReason.UNKNOWN_WORD if text else ListReason.EMPTY_FIELD)
        return text

    return read


def flag(text: str) -> bool:
    """`true`/`1` or `false`/`0`."""
    if text not in ("true", "false", "1", "0"):
        raise BadField(ListReason.UNKNOWN_WORD if text else ListReason.EMPTY_FIELD)
    return text in ("true", "1")


def is_filled(text: str) -> bool:
    """Whether there is any text: a drug with a restriction is of limited use."""
    return bool(text.strip())


def fee_item_code(text: str) -> str:
    """The national charge item type of a charge item's word."""
    if text not in FEE_ITEM_CODES:
        raise BadField(ListReason.UNKNOWN_WORD if text else ListReason.EMPTY_FIELD)
    return FEE_ITEM_CODES[text]


def agreement_end(text: str) -> date | None:
    """The last day of a negotiated price's printed period, `2025年1月1日至2026年12月31日`; None for an empty one."""
    if not text:
        return None
    match = AGREEMENT.search(text)
    if match is None:
        raise BadField(ListReason.NOT_A_DATE)
    year, month, day = (int(part) for part in match.groups())
    return day_or_none(f"{year:04d}-{month:02d}-{day:02d}")


def class_and_share(cells: dict[str, str]) -> tuple[str, ListReason] | None:
    """Class 甲 is free of a first share, class 丙 is all share."""
    wanted = {CLASS_A: "0", CLASS_C: str(RATE_ONE)}.get(cells["list_class"])
    if wanted is not None and cells["first_self_pay_bp"] != wanted:
        return "first_self_pay_bp", ListReason.CLASS_AND_SHARE_DISAGREE
    return None


def _coded(kind: str, table: str, *columns: Column, spelled: str = "") -> ListShape:
    return ListShape(kind, (TableShape(table, ("code",), columns, spelled=spelled),))


ITEM = TableShape(
    "item",
    ("national_code",),
    (
        Column("national_code", "national_code", filled_text),
        Column("name", "national_name", filled_text),
        Column("kind", "item_kind", one_of(*KINDS)),
        Column("list_class", "list_class", one_of("甲", "乙", "丙")),
        Column("first_self_pay_rate", "first_self_pay_bp", whole_number(0, RATE_ONE)),
        Column("price_ceiling", "price_ceiling_fen", fen_or_none),
        Column("fee_item", "fee_item", filled_text),
        Column("fee_item_code", "fee_item", fee_item_code),
        Column("unit", "unit", filled_text),
        Column("dosage_form", "dosage_form", any_text, ""),
        Column("restriction", "restriction_remark", any_text, ""),
        Column("limited", "restriction_remark", is_filled, ""),
        Column("essential", "essential", flag, "false"),
        Column("source", "source", any_text, ""),
        Column("synthetic", "synthetic", flag),
    ),
    shared=True,
)
LOCAL_ITEM = TableShape(
    "local_item",
    ("local_code", "institution_code"),
    (
        Column("institution_code", "institution_code", filled_text, EVERY_INSTITUTION),
        Column("local_code", "local_code", filled_text),
        Column("national_code", "national_code", filled_text),
        Column("local_name", "local_name", filled_text),
        Column("price", "price_fen", fen),
        Column("unit", "unit", filled_text),
        Column("synthetic", "synthetic", flag),
    ),
    spelled="local_name",
)

SHAPES: dict[str, ListShape] = {
    shape.kind: shape
    for shape in (
        ListShape("prices", (ITEM, LOCAL_ITEM), class_and_share),
        ListShape(
            "drugs",
            (
                TableShape(
                    "listed_drug",
                    ("row_id",),
                    (
                        Column("row_id", "row_id", filled_text),
                        Column("section", "section", filled_text),
                        Column("class_code", "class_code", any_text),
                        Column("class_path", "class_path", any_text),
                        Column("list_class", "class_jia_yi", one_of("甲", "乙", "")),
                        Column("catalog_no", "catalog_no", any_text),
                        Column("name", "drug_name", filled_text),
                        Column("dosage_form", "dosage_form", any_text),
                        Column("payment_standard", "payment_standard", any_text),
                        Column("restriction", "restriction_remark", any_text),
                        Column("agreement_period", "agreement_period", any_text),
                    ),
                    spelled="name",
                    ends=Column("valid_to", "agreement_period", agreement_end),
                ),
            ),
        ),
        _coded(
            "drug_codes",
            "drug_code",
            Column("code", "nhsa_drug_code", filled_text),
            Column("name", "generic_name", filled_text),
            spelled="name",
        ),
        _coded(
            "drug_classes",
            "drug_class",
            Column("code", "class_code", filled_text),
            Column("name", "class_name", filled_text),
            Column("fee_item", "fee_item", any_text),
            Column("list_level", "list_level", one_of("0", "1", "2", "3")),
        ),
        _coded(
            "services",
            "service_item",
            Column("code", "national_item_code", filled_text),
            Column("name", "name", filled_text),
            Column("category_code", "category_code", any_text),
            Column("category_name", "category_name", any_text),
            Column("fee_item", "fee_item", any_text),
            spelled="name",
        ),
        _coded(
            "categories",
            "service_category",
            Column("code", "category_code", filled_text),
            Column("name", "name", filled_text),
            Column("fee_item", "fee_item", filled_text),
        ),
        _coded(
            "consumables",
            "consumable_class",
            Column("code", "class_code", filled_text),
            Column("name", "class_name", filled_text),
            Column("fee_item", "fee_item", any_text),
            spelled="name",
        ),
        _coded(
            "diagnoses",
            "diagnosis",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            Column("cc_level", "cc_level", one_of("", "CC", "MCC"), ""),
            Column("cc_exclude_table", "cc_exclude_table", any_text, ""),
            spelled="name",
        ),
        _coded(
            "procedures",
            "procedure",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            Column("valid_operation", "drg_valid_operation", flag, "0"),
            spelled="name",
        ),
        _coded(
            "chronic",
            "chronic_disease",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            spelled="name",
        ),
        _coded(
            "regions",
            "region",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            Column("level", "level", whole_number(1, 3)),
            Column("parent_code", "parent_code", any_text),
        ),
        _coded(
            "streets",
            "region",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            Column("level", "", whole_number(4, 4), "4"),
            Column("parent_code", "area_code", filled_text),
        ),
        _coded(
            "villages",
            "region",
            Column("code", "code", filled_text),
            Column("name", "name", filled_text),
            Column("level", "", whole_number(5, 5), "5"),
            Column("parent_code", "street_code", filled_text),
        ),
    )
}
"""Every kind the catalogue takes in, by the word a person types."""
