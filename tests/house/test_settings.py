"""Settings are one value from one place, and the log keeps silent about people and secrets."""

from pathlib import Path

import pytest
import structlog

from yimatong.app.logs import HIDDEN, set_up_logs, without_private_values
from yimatong.app.settings import Settings, SettingsUnusable, read_settings, session_secret


def test_settings_come_from_the_environment_and_what_is_given_goes_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORT", "8601")
    monkeypatch.setenv("YIMATONG_DATA", str(tmp_path / "a folder"))
    assert read_settings().address == "http://127.0.0.1:8601"
    assert read_settings().data == tmp_path / "a folder"
    assert read_settings(port=8602).port == 8602


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("YIMATONG_WORKERS", "0"), ("YIMATONG_GATEWAY", "x")]
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsUnusable, match=f"^{name}: "):
        read_settings()


def test_an_open_door_needs_a_gateway() -> None:
    with pytest.raises(SettingsUnusable, match="YIMATONG_GATEWAY must be csb_hmac"):
        read_settings(host="0.0.0.0")
    assert read_settings(host="0.0.0.0", gateway="csb_hmac").host == "0.0.0.0"
    assert read_settings(host="::1").address == "http://[::1]:8600"


def test_another_process_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = read_settings(
        port=8603, data=tmp_path, workers=3, log_level="error", database_url="postgresql://somebody@somewhere/x"
    )
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert read_settings() == settings


def test_settings_never_show_the_database_address() -> None:
    assert "hidden-word" not in repr(Settings(database_url="postgresql://somebody:hidden-word@somewhere/x"))


def test_the_session_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path / "data")
    secret = session_secret(settings)
    assert len(secret) == 64
    assert session_secret(settings) == secret
    assert (tmp_path / "data" / "session-secret").stat().st_mode & 0o077 == 0


def test_the_log_hides_people_and_secrets_at_any_depth() -> None:
    event = {"event": "settled", "settlement_id": 7, "psn_name": "林某", "sent": {"certno": "3501", "rows": [{"token": "t"}]}}
    assert without_private_values(None, "info", event) == {
        "event": "settled",
        "settlement_id": 7,
        "psn_name": HIDDEN,
        "sent": {"certno": HIDDEN, "rows": [{"token": HIDDEN}]},
    }


def test_a_logged_error_says_where_but_not_with_what(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info")
    certno_of_somebody = "350102199001010000"
    try:
        raise LookupError(f"nobody has {certno_of_somebody}\nDETAIL: Key (certno)=({certno_of_somebody})")
    except LookupError:
        structlog.get_logger().exception("went wrong")
    finally:
        structlog.reset_defaults()
    printed = capsys.readouterr().err
    assert "went wrong" in printed
    assert "test_settings" in printed
    assert f"LookupError: nobody has {HIDDEN}" in printed
    assert certno_of_somebody not in printed
