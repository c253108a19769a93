"""The log: one JSON object a line on standard error, or coloured lines on a terminal; never a secret, never a person."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

HIDDEN = "…"
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
            *_rendering(sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def _rendering(terminal: bool) -> list[Processor]:
    """A traceback says where, not with what: local variables may hold a person."""
    if terminal:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    traceback = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(traceback), structlog.processors.JSONRenderer(ensure_ascii=False)]


def without_private_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides the values of private keys, at whatever depth a plain dict carries them."""
    return {key: HIDDEN if key in PRIVATE else _clean(value) for key, value in event.items()}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return {key: HIDDEN if key in PRIVATE else _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value
