"""Who is looking, kept in one signed cookie: nothing about money or health, only the demo role taken and how it likes to read."""

import base64
import hashlib
import hmac
from typing import Final

import msgspec

COOKIE: Final = "yimatong"
LIFETIME_S: Final = 8 * 3600
ELDER_SIZES: Final = ("22", "26", "30")


class Held(msgspec.Struct, frozen=True, array_like=True):
    """A visit this counter has open: the encounter, what was shown (01 code, 02 identity number, 03 card), a code's token."""

    encounter_id: int
    certificate: str
    token: str = ""


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One browser's sign-in. `elder` is "" or the body size in px; `subject` is the person id, institution code or area."""

    sid: str
    issued_s: int
    role: str = ""
    subject: str = ""
    language: str = "zh"
    elder: str = ""
    held: tuple[Held, ...] = ()


def seal(session: Session, secret: bytes) -> str:
    """The cookie text: base64 of the session, a dot, its HMAC-SHA-256."""
    body = base64.urlsafe_b64encode(msgspec.json.encode(session)).rstrip(b"=")
    return f"{body.decode()}.{_signature(body, secret)}"


def unseal(cookie: str, secret: bytes, now_s: int) -> Session | None:
    """The session of a cookie, or None when it is forged, broken or older than its lifetime."""
    body, _, signature = cookie.partition(".")
    if not hmac.compare_digest(_signature(body.encode(), secret).encode(), signature.encode()):
        return None
    padded = body.encode() + b"=" * (-len(body) % 4)
    try:
        session = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Session)
    except (ValueError, msgspec.MsgspecError):
        return None
    return session if 0 <= now_s - session.issued_s <= LIFETIME_S else None


def csrf_token(session: Session, secret: bytes) -> str:
    """The token every form of this session carries; it follows from the session and is stored nowhere."""
    return hmac.new(secret, b"form:" + session.sid.encode(), hashlib.sha256).hexdigest()[:32]


def is_own_form(token: str, session: Session, secret: bytes) -> bool:
    """Whether a posted token is the one this session's pages carry."""
    return hmac.compare_digest(token.encode(), csrf_token(session, secret).encode())


def _signature(body: bytes, secret: bytes) -> str:
    return hmac.new(secret, b"session:" + body, hashlib.sha256).hexdigest()
