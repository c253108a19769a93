"""The csb_hmac gateway lets in whom it knows, and says its four refusals word for word."""

from datetime import timedelta

import pytest

from tests.rooms.exchange.national.senders import HOSPITAL, NOW
from yimatong.exchange.national.gateways import ACCESS_KEY, SIGNATURE, SIGNED_HEADERS, GatewayRefusal, Sender, admit, sign

SECRET = "not-a-secret-but-long-enough-for-a-test"


def headers(**changes: str) -> dict[str, str]:
    made = {
        "_api_name": "2207",
        "_api_version": "1.0.0",
        "_api_timestamp": str(int(NOW.timestamp() * 1000)),
        ACCESS_KEY: HOSPITAL,
    } | changes
    return {SIGNATURE: sign(made, SECRET)} | made


def secret_of(access_key: str) -> str | None:
    return SECRET if access_key == HOSPITAL else None


def test_a_right_signature_is_let_in() -> None:
    assert admit(headers(), NOW, secret_of) == Sender(HOSPITAL)


def test_the_signature_is_the_one_of_the_edition() -> None:
    """Computed with openssl: printf '%s' TEXT | openssl dgst -sha1 -hmac secret -binary | base64."""
    signed = {"_api_access_key": "k", "_api_name": "1101", "_api_timestamp": "1767576300123", "_api_version": "1.0.0"}
    assert sign(signed, "secret") == "KylE+yoimHiHPW0pEpzP9LHXW2Q="


@pytest.mark.parametrize("name", [*SIGNED_HEADERS, SIGNATURE])
def test_each_header_is_needed(name: str) -> None:
    assert admit(headers() | {name: ""}, NOW, secret_of) is GatewayRefusal.HEADER_MISSING
    assert GatewayRefusal.HEADER_MISSING.value == "缺少服务网关的请求头!"


@pytest.mark.parametrize(("minutes", "fresh"), [(-31, False), (-30, True), (30, True), (31, False)])
def test_a_timestamp_is_good_for_thirty_minutes(minutes: int, fresh: bool) -> None:
    stamp = str(int((NOW + timedelta(minutes=minutes)).timestamp() * 1000))
    found = admit(headers(_api_timestamp=stamp), NOW, secret_of)
    assert found == (Sender(HOSPITAL) if fresh else GatewayRefusal.TIMESTAMP_STALE)
    assert GatewayRefusal.TIMESTAMP_STALE.value == "签名时间戳超时!"


@pytest.mark.parametrize("stamp", ["1767576300", "yesterday", "１７６７５７６３００１２３"])
def test_a_timestamp_that_is_none_is_stale(stamp: str) -> None:
    assert admit(headers(_api_timestamp=stamp), NOW, secret_of) is GatewayRefusal.TIMESTAMP_STALE


def test_an_unknown_user_is_refused() -> None:
    assert admit(headers(**{ACCESS_KEY: "H99999999999"}), NOW, secret_of) is GatewayRefusal.USER_UNKNOWN
    assert GatewayRefusal.USER_UNKNOWN.value == "非法用户!"


@pytest.mark.parametrize("changed", [{SIGNATURE: "x"}, {SIGNATURE: "错"}, {"_api_name": "2208"}, {"_api_version": "2"}])
def test_a_wrong_signature_is_refused(changed: dict[str, str]) -> None:
    assert admit(headers() | changed, NOW, secret_of) is GatewayRefusal.SIGNATURE_WRONG
    assert GatewayRefusal.SIGNATURE_WRONG.value == "签名不一致!"
