"""Every setting of the platform: one frozen value, read once from the environment and passed on by argument."""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[3]
SESSION_SECRET_BYTES = 32


class SettingsUnusable(Exception):
    """A setting is wrong; the message names it and says what it may be."""


class Settings(BaseSettings):
    """Named in the environment as `YIMATONG_<NAME>`, but for DATABASE_URL and PORT, whose names everybody knows."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="YIMATONG_", env_ignore_empty=True, populate_by_name=True)

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL", repr=False)
    """A PostgreSQL of 15 or newer. Without it the platform starts its own."""
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=1, le=65535, validation_alias="PORT")
    workers: int = Field(default=1, ge=1, le=64)
    data: Path = Field(default_factory=lambda: _default_data())
    """Folder of all that the platform keeps on disk: the embedded database, the session secret."""
    gateway: Literal["none", "csb_hmac"] = "none"
    """How a hospital system proves who it is. `none` is for the demo on loopback alone."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _open_doors_stay_at_home(self) -> Self:
        if self.gateway == "none" and not _is_loopback(self.host):
            raise ValueError(f"host {self.host} is open to others, so YIMATONG_GATEWAY must be csb_hmac")
        return self

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the platform."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def as_environment(self) -> dict[str, str]:
        """The environment in which another process reads these same settings."""
        names = {"database_url": "DATABASE_URL", "port": "PORT"}
        values = self.model_dump(exclude_none=True)
        return {names.get(name, f"YIMATONG_{name.upper()}"): str(value) for name, value in values.items()}


def read_settings(**given: object) -> Settings:
    """The environment's settings, those given by name going before them. SettingsUnusable names the wrong one."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsUnusable(
            "; ".join(_sentence(one["loc"], one["msg"].removeprefix("Value error, ")) for one in error.errors())
        ) from None


def session_secret(settings: Settings) -> str:
    """The secret that signs sessions: made once, kept in the data folder for its owner alone."""
    path = settings.data / "session-secret"
    settings.data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        half = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(SESSION_SECRET_BYTES))
        half.rename(path)
    return path.read_text().strip()


def _default_data() -> Path:
    """`.data` in a checkout; a program installed elsewhere keeps to the user's data folder."""
    if (PROJECT / "pyproject.toml").exists():
        return PROJECT / ".data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yimatong"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    name = str(place[0]) if place else ""
    known = {"PORT", "DATABASE_URL", ""}
    return f"{name if name in known else 'YIMATONG_' + name.upper()}: {message}".removeprefix(": ")
