"""Reads the packaged law packs from their folders `law/<area>-<scheme>/`."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import IO, Any

import yaml

from yimatong.benefits.core.linting import Problem
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.reading import load_packs

PARAMETERS, CASES, TEXT = "parameters.yaml", "cases.yaml", "law.md"


class LawUnfit(Exception):
    """Some pack has a hole, an overlap, a value without source; it carries all problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


_ExactLoader: type[yaml.SafeLoader] = type("_ExactLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
"""Reads 0.87 as a decimal number, never as a binary float; in C where the library has it."""


def _exact(loader: yaml.SafeLoader, node: yaml.Node) -> Decimal:
    assert isinstance(node, yaml.ScalarNode)
    return Decimal(str(loader.construct_scalar(node)))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _exact)


@lru_cache(maxsize=1)
def load_law() -> Law:
    """All packaged packs, linted. Read once; raises `LawUnfit` if one of them is not fit to be law."""
    law = load_packs({f"{folder.name}/{PARAMETERS}": read_yaml(folder / PARAMETERS) for folder in pack_folders()})
    if isinstance(law, list):
        raise LawUnfit(law)
    return law


def pack_folders() -> Iterator[Traversable]:
    """The folders of the packaged packs, by name."""
    folders = [folder for folder in (files("yimatong.benefits") / "law").iterdir() if folder.is_dir()]
    return (folder for folder in sorted(folders, key=lambda folder: folder.name) if (folder / PARAMETERS).is_file())


def read_yaml(path: Traversable) -> Any:
    """The values of one YAML file, with exact decimals."""
    with path.open("rb") as file:
        return parse_yaml(file)


def parse_yaml(text: str | bytes | IO[bytes]) -> Any:
    """The values of YAML text, with exact decimals."""
    return yaml.load(text, Loader=_ExactLoader)


def law_text(pack: str) -> str:
    """The `law.md` of a pack named `<area>-<scheme>`."""
    return (files("yimatong.benefits") / "law" / pack / TEXT).read_text(encoding="utf-8")
