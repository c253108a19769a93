"""What a code is and when it may be decoded. It holds no personal data: 128 random bits, written so that they can be typed."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from yimatong.kernel.refusals import Reason, Refusal

CODE_BYTES = 16
CODE_LIFETIME = timedelta(seconds=60)
CLOCK_SKEW = timedelta(seconds=5)
"""How long after its end a code already on its way is still decoded."""
TOKEN_BYTES = 20
TOKEN_LIFETIME = timedelta(hours=24)
"""A visit token stands for the person at one institution until the next day."""
CODE_PREFIX = "YMT"


class CodeReason(Reason):
    """Why a code is not decoded or a token not accepted."""

    NOT_A_CODE = "这不是医保码，请重新扫码"
    UNKNOWN = "没有这个医保码，请刷新后再扫"
    ALREADY_USED = "这个医保码已经用过，请刷新后再扫"
    EXPIRED = "医保码已过期，请刷新后再扫"
    WRONG_PURPOSE = "这个医保码不能用于此项业务"
    TOKEN_UNKNOWN = "电子凭证令牌无效或已过期，请重新扫码"


class Purpose(StrEnum):
    """What the person shows the code for. Each covers the national business types (code_biz_type) with its first two digits."""

    VISIT = "visit"
    PHARMACY = "pharmacy"
    ONLINE = "online"
    ACCOUNT = "account"


COVERED_BY = {
    Purpose.VISIT: ("01", "021"),
    Purpose.PHARMACY: ("021",),
    Purpose.ONLINE: ("03",),
    Purpose.ACCOUNT: ("05",),
}
"""One tap serves a day out: a visit code also pays at the pharmacy on the way home."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as stored: its digest and what it may do. Times are aware."""

    person_id: int
    purpose: Purpose
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitToken:
    """What a decode grants: the person, at this institution, until `expires_at`."""

    person_id: int
    institution_code: str
    business_type: str
    operator: str
    issued_at: datetime
    expires_at: datetime


def code_text(random_bytes: bytes) -> str:
    """The text behind the QR: prefix and 26 letters of base 32 without padding (RFC 4648)."""
    assert len(random_bytes) == CODE_BYTES
    return CODE_PREFIX + base64.b32encode(random_bytes).decode("ascii").rstrip("=")


def token_text(random_bytes: bytes) -> str:
    """A visit token: 40 hexadecimal characters, the length the interface gives an ecToken."""
    assert len(random_bytes) == TOKEN_BYTES
    return random_bytes.hex()


def digest(text: str) -> bytes:
    """What is stored in place of a code or token."""
    return hashlib.sha256(text.encode("utf-8")).digest()


def read_code(scanned: str) -> str | Refusal:
    """The code in what a scanner or a hand typed: blanks and case do not matter."""
    text = "".join(scanned.split()).upper()
    letters = text.removeprefix(CODE_PREFIX)
    if not text.startswith(CODE_PREFIX) or len(letters) != 26 or not letters.isascii() or not letters.isalnum():
        return Refusal(CodeReason.NOT_A_CODE, "code")
    return text


def is_covered(purpose: Purpose, business_type: str) -> bool:
    """Whether a code shown for `purpose` may be decoded for a national business type."""
    return business_type.startswith(COVERED_BY[purpose])


def why_not_decoded(code: IssuedCode | None, business_type: str, now: datetime) -> Refusal | None:
    """The first reason, in this order: unknown, used, expired, wrong purpose. None: it may be decoded."""
    if code is None:
        return Refusal(CodeReason.UNKNOWN, "code")
    if code.used_at is not None:
        return Refusal(CodeReason.ALREADY_USED, "code")
    if now > code.expires_at + CLOCK_SKEW:
        return Refusal(CodeReason.EXPIRED, "code")
    if not is_covered(code.purpose, business_type):
        return Refusal(CodeReason.WRONG_PURPOSE, "business_type", business_type)
    return None
