"""Reads law packs from their folders `<area>-<scheme>/`: the packaged ones, and those a clerk is writing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
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
"""Reads 0.87 as a decimal number, never as a binary float; in C where the library has it. A key written twice is an error."""


def _exact(loader: yaml.SafeLoader, node: yaml.Node) -> Decimal:
    assert isinstance(node, yaml.ScalarNode)
    number = str(loader.construct_scalar(node))
    try:
        return Decimal(number)
    except InvalidOperation as error:
        raise yaml.constructor.ConstructorError(None, None, f"{number} 不是一个数", node.start_mark) from error


def _once(loader: yaml.SafeLoader, node: yaml.Node) -> Iterator[dict[Any, Any]]:
    assert isinstance(node, yaml.MappingNode)
    written: set[str] = set()
    for key, _ in node.value:
        if key.value in written:
            raise yaml.constructor.ConstructorError(None, None, f"{key.value} 写了两遍", key.start_mark)
        written.add(key.value)
    values: dict[Any, Any] = {}
    yield values
    values.update(loader.construct_mapping(node))


def _day(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    assert isinstance(node, yaml.ScalarNode)
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(None, None, f"没有 {node.value} 这一天", node.start_mark) from error


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _exact)
_ExactLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_ExactLoader.add_constructor("tag:yaml.org,2002:map", _once)


@lru_cache(maxsize=1)
def load_law() -> Law:
    """All packaged packs, linted. Read once; raises `LawUnfit` if one of them is not fit to be law."""
    law = read_packs(pack_folders())
    if isinstance(law, list):
        raise LawUnfit(law)
    return law


def read_packs(folders: Iterable[Traversable]) -> Law | list[Problem]:
    """The law of these pack folders, or all that is wrong with them, each problem with file, line, key and sentence."""
    texts = {f"{folder.name}/{PARAMETERS}": (folder / PARAMETERS).read_bytes() for folder in folders}
    values: dict[str, object] = {}
    unreadable = []
    for name, text in texts.items():
        try:
            values[name] = parse_yaml(text)
        except yaml.YAMLError as error:
            unreadable.append(_unreadable(name, error))
    law = load_packs(values)
    problems = unreadable + (law if isinstance(law, list) else [])
    if isinstance(law, list) or unreadable:
        return [_located(problem, texts[problem.file]) for problem in problems]
    return law


def with_packs(folders: Iterable[Traversable]) -> Law | list[Problem]:
    """The packaged law with these packs beside it; one of the same area and scheme takes the place of the packaged one."""
    own = read_packs(folders)
    if isinstance(own, list):
        return own
    packaged = [pack for pack in load_law().packs if (pack.area, pack.scheme) not in own.by_area]
    packs = (*packaged, *own.packs)
    return Law(packs, {(pack.area, pack.scheme): pack for pack in packs})


def folders_at(path: Path) -> list[Path]:
    """The pack folders a path names: a pack's own folder, one of its files, or a folder of packs."""
    place = path if path.is_dir() else path.parent
    if (place / PARAMETERS).is_file():
        return [place.resolve()]
    return sorted(folder.resolve() for folder in place.iterdir() if (folder / PARAMETERS).is_file()) if path.is_dir() else []


def pack_folders() -> Iterator[Traversable]:
    """The folders of the packaged packs, by name."""
    folders = [folder for folder in (files("yimatong.benefits") / "law").iterdir() if folder.is_dir()]
    return (folder for folder in sorted(folders, key=lambda folder: folder.name) if (folder / PARAMETERS).is_file())


def read_yaml(path: Traversable) -> Any:
    """The values of one YAML file, with exact decimals."""
    with path.open("rb") as file:
        return parse_yaml(file)


def parse_yaml(text: str | bytes | IO[bytes]) -> Any:
    """The values of YAML text, with exact decimals. A `yaml.YAMLError` where it is none, or names something twice."""
    return yaml.load(text, Loader=_ExactLoader)


def law_text(pack: str) -> str:
    """The `law.md` of a pack named `<area>-<scheme>`."""
    return (files("yimatong.benefits") / "law" / pack / TEXT).read_text(encoding="utf-8")


def _unreadable(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    sentence = getattr(error, "problem", None) or "不是 UTF-8 的文字"
    return Problem(name, "$", f"读不懂这一行：{sentence}", mark.line + 1 if mark else 0)


def _located(problem: Problem, text: bytes) -> Problem:
    """The problem with the line of its key, or of the nearest key around it."""
    if problem.line:
        return problem
    try:
        lines = dict(_lines(yaml.compose(text, Loader=_ExactLoader), ""))
    except yaml.YAMLError:
        return problem
    key = problem.key.removeprefix("$.")
    while key and key not in lines:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return replace(problem, line=lines.get(key, 1))


def _lines(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int]]:
    """Every key of a file with its line; a layer is known by its place and by its id."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{path}.{key.value}" if path else str(key.value)
            yield inner, key.start_mark.line + 1
            if path == "sources":
                yield f"sources[{key.value}]", key.start_mark.line + 1
            yield from _lines(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            ids = [each.value for key, each in value.value if key.value == "id"] if isinstance(value, yaml.MappingNode) else []
            for name in (index, *ids):
                yield f"{path}[{name}]", value.start_mark.line + 1
                yield from _lines(value, f"{path}[{name}]")
