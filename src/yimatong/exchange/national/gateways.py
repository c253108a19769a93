"""What stands before the envelope: which gateway a deployment has, and how the csb_hmac gateway knows a sender."""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha1
from re import ASCII
from re import compile as pattern

TIMESTAMP_AGE_MAX = timedelta(minutes=30)
"""A message whose timestamp is further from our clock than this is refused."""

API_NAME = "_api_name"
API_VERSION = "_api_version"
API_TIMESTAMP = "_api_timestamp"
ACCESS_KEY = "_api_access_key"
SIGNATURE = "_api_signature"
SIGNED_HEADERS = (ACCESS_KEY, API_NAME, API_TIMESTAMP, API_VERSION)
"""In the order in which they are signed: by name."""

_TIMESTAMP = pattern(r"\d{13}", ASCII).fullmatch


class Gateway(StrEnum):
    """The profiles a deployment chooses from."""

    NONE = "none"
    CSB_HMAC = "csb_hmac"


class GatewayRefusal(StrEnum):
    """The gateway's own answers, word for word, in the order they are looked for."""

    HEADER_MISSING = "缺少服务网关的请求头!"
    TIMESTAMP_STALE = "签名时间戳超时!"
    USER_UNKNOWN = "非法用户!"
    SIGNATURE_WRONG = "签名不一致!"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the gateway let in. `access_key` is "" where the profile asks nobody."""

    access_key: str = ""


def admit(headers: Mapping[str, str], now: datetime, secret_of: Callable[[str], str | None]) -> Sender | GatewayRefusal:
    """Looks at the five gateway headers (lower-case names) at the aware moment `now`; `secret_of` gives a key's secret."""
    if not all(headers.get(name) for name in (*SIGNED_HEADERS, SIGNATURE)):
        return GatewayRefusal.HEADER_MISSING
    if not _is_fresh(headers[API_TIMESTAMP], now):
        return GatewayRefusal.TIMESTAMP_STALE
    secret = secret_of(headers[ACCESS_KEY])
    if secret is None:
        return GatewayRefusal.USER_UNKNOWN
    if not hmac.compare_digest(sign(headers, secret).encode(), headers[SIGNATURE].encode()):
        return GatewayRefusal.SIGNATURE_WRONG
    return Sender(headers[ACCESS_KEY])


def access_key(headers: Mapping[str, str]) -> str:
    """The key a call names, or ""."""
    return headers.get(ACCESS_KEY, "")


def sign(headers: Mapping[str, str], secret: str) -> str:
    """base64(HMAC-SHA1(secret, name=value of the four signed headers, sorted by name, joined with &)), as the gateway asks."""
    signed = "&".join(f"{name}={headers[name]}" for name in SIGNED_HEADERS)
    return b64encode(hmac.new(secret.encode(), signed.encode(), sha1).digest()).decode()


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if _TIMESTAMP(timestamp) is None:
        return False
    return abs(now.timestamp() - int(timestamp) / 1000) <= TIMESTAMP_AGE_MAX.total_seconds()
