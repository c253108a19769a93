"""Reads one field's JSON value into ours: text, an integer scaled by the field's decimals, a date, a moment; or says why not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from re import ASCII
from re import compile as pattern
from typing import TypeAlias

from yimatong.exchange.national.problems import Fault
from yimatong.kernel.dates import CHINA

Value: TypeAlias = str | int | date | datetime | None
Reader: TypeAlias = Callable[[object], Value]
"""Takes a value that is not absent. Numbers that are not integers arrive as the text they were sent as."""

ABSENT = ("", "null", "NULL", None)
"""Senders mean the same by these and by a missing key."""

PLAIN_NUMBER = pattern(r"([+-]?)(\d{1,24})(?:\.(\d{0,24}))?", ASCII).fullmatch
SCIENTIFIC_NUMBER = pattern(r"[+-]?\d{1,24}(?:\.\d{0,24})?[eE][+-]?\d{1,2}", ASCII).fullmatch
END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)


class Unfit(Exception):
    """A value that does not fit its field. Never leaves `validating`."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.detail = detail


def text_reader(length: int) -> Reader:
    """Text of at most `length` characters; 0 is unlimited. A number is taken as its digits."""
    limit = length or 40_000

    def read(value: object) -> str:
        text = value if type(value) is str else _as_text(value)
        if len(text) > limit:
            raise Unfit(Fault.TOO_LONG, f"上限 {limit} 字，收到 {len(text)} 字")
        if "\0" in text:
            raise Unfit(Fault.FORBIDDEN_CHARACTER)
        return text

    return read


def code_reader(table: str, codes: dict[str, str]) -> Reader:
    """A code of the table in the table's own form: 1 becomes 01 where the table says 01, and 01 becomes 1 where it says 1."""
    forms = _forms(codes)

    def read(value: object) -> str:
        text = value if type(value) is str else _as_text(value)
        code = forms.get(text) or forms.get(text.lstrip("0"))
        if code is None:
            shown = f" {text}" if len(text) <= 6 and text.isascii() and text.isprintable() else ""
            raise Unfit(Fault.NOT_IN_TABLE, f"{table}{shown}")
        return code

    return read


def number_reader(digits: int, decimals: int) -> Reader:
    """An integer scaled by 10 to the power `decimals`, of at most `digits` digits. Nothing is rounded: too fine is refused."""
    scale: int = 10**decimals
    limit: int = 10**digits

    def read(value: object) -> int:
        if type(value) is int:
            scaled = value * scale
        elif type(value) is str:
            scaled = _scaled(value, decimals)
        else:
            raise Unfit(Fault.NOT_A_NUMBER)
        if not -limit < scaled < limit:
            raise Unfit(Fault.TOO_MANY_DIGITS, f"上限 {digits} 位")
        return scaled

    return read


def read_date(value: object) -> date:
    """`2026-01-05`; the time behind a date, where one is sent, is dropped."""
    if type(value) is str and (len(value) == 10 or len(value) == 19):
        moment = _wall_clock(value if len(value) == 19 else f"{value} 00:00:00")
        if moment is not None:
            return moment.date()
    raise Unfit(Fault.NOT_A_DATE)


def read_moment(value: object) -> datetime:
    """`2026-01-05 09:00:00` on China's clock; a bare date is its first moment."""
    if type(value) is str:
        moment = _wall_clock(value if len(value) != 10 else f"{value} 00:00:00")
        if moment is not None:
            return moment
    raise Unfit(Fault.NOT_A_MOMENT)


def read_end_moment(value: object) -> datetime:
    """As `read_moment`, but a bare date is its last second: a range of days runs to 23:59:59."""
    moment = read_moment(value)
    return moment + END_OF_DAY if type(value) is str and len(value) == 10 else moment


def _as_text(value: object) -> str:
    if type(value) is int:
        return str(value)
    raise Unfit(Fault.NOT_TEXT)


def _forms(codes: dict[str, str]) -> dict[str, str]:
    """Every form a code may be sent in -> the code; a form two codes would share stands only for the one spelled so."""
    bare = [code.lstrip("0") for code in codes]
    forms = {short: code for short, code in zip(bare, codes, strict=True) if bare.count(short) == 1}
    return forms | {code: code for code in codes}


def _scaled(text: str, decimals: int) -> int:
    match = PLAIN_NUMBER(text)
    if match is None:
        return _scaled_scientific(text, decimals)
    sign, whole, part = match.groups("")
    if len(part) > decimals:
        if part[decimals:].strip("0"):
            raise Unfit(Fault.TOO_MANY_DECIMALS, f"上限 {decimals} 位")
        part = part[:decimals]
    scaled = int(whole + part.ljust(decimals, "0"))
    return -scaled if sign == "-" else scaled


def _scaled_scientific(text: str, decimals: int) -> int:
    """`1.0E7`, as some senders' number types print ten million."""
    if SCIENTIFIC_NUMBER(text) is None:
        raise Unfit(Fault.NOT_A_NUMBER)
    scaled = Decimal(text).scaleb(decimals)
    whole = int(scaled)
    if whole != scaled:
        raise Unfit(Fault.TOO_MANY_DECIMALS, f"上限 {decimals} 位")
    return whole


def _wall_clock(text: str) -> datetime | None:
    if len(text) != 19 or text[4] != "-" or text[7] != "-" or text[10] != " " or text[13] != ":" or text[16] != ":":
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        return None
