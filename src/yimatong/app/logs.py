"""The log: one JSON object a line on standard error, or coloured lines on a terminal; never a secret, never a person."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

HIDDEN = "…"
LONG_NUMBER = re.compile(r"\d{6,}[\dXx]?")
PRIVATE = frozenset({
    "account", "address", "birth", "certno", "code", "cookie", "database_url", "diagnosis", "dise_name", "employer",
    "mdtrt_cert_no", "name", "password", "person", "phone", "psn_cert_no", "psn_name", "psn_no", "secret", "session",
    "signature", "tel", "token",
})  # fmt: skip
"""Event keys whose values name a person or open a door. Ids of acts (encounter, settlement, message) may be logged."""


def set_up_logs(level: str = "info") -> None:
    """Sets up the log of this process. `level` is debug, info, warning or error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_private_values,
            structlog.processors.ExceptionRenderer(_format_error),
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def trace_without_values(error: BaseException) -> str:
    """Where an error came from, not with what: a database's message may quote a whole row, a local variable may be a person.
    Of the message the first line stays, its long numbers hidden; causes follow."""
    told = []
    one: BaseException | None = error
    while one is not None:
        message = LONG_NUMBER.sub(HIDDEN, str(one).partition("\n")[0])
        told.append("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__qualname__}: {message}")
        one = one.__cause__ or one.__context__
    return "\n\nwhich came from\n\n".join(told)


def _format_error(exc_info: ExcInfo) -> str:
    return trace_without_values(exc_info[1])


def without_private_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides the values of private keys, at whatever depth a plain dict carries them."""
    return {key: HIDDEN if key in PRIVATE else _clean(value) for key, value in event.items()}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return {key: HIDDEN if key in PRIVATE else _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value
