"""What the lab needs beyond the default install, imported on first use."""

from importlib import import_module
from typing import Any


class ExtraMissing(Exception):
    """A library of an extra is not installed; the sentence says which extra brings it."""


EXTRAS = {"numba": "lab", "numpy": "lab", "pyarrow": "lab", "pyspark": "spark"}


def needed(module: str) -> Any:
    """The module. `ExtraMissing` with one sentence where it is not installed."""
    extra = EXTRAS[module.partition(".")[0]]
    try:
        return import_module(module)
    except ImportError as error:
        raise ExtraMissing(
            f"{module} is not installed; pip install with the {extra} extra: pip install '.[{extra}]' in the project's folder"
        ) from error
