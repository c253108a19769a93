"""Reads a change file and makes the law it imagines. The law as published is not touched."""

from pathlib import Path

import yaml

from yimatong.benefits.core.linting import Problem
from yimatong.benefits.core.pack import Law, Pack
from yimatong.benefits.core.reading import read_pack
from yimatong.benefits.law_files import PARAMETERS, LawUnfit, load_law, pack_folders, parse_yaml, read_yaml
from yimatong.lab.core.changing import Change, changed, read_change

FILE_BYTES_MAX = 1 << 20


def changed_law(path: Path) -> tuple[Change, Law]:
    """What the file says, and the law with it. Raises `LawUnfit` with every problem: file, key and sentence."""
    change = _read(path)
    packs = {folder.name: read_yaml(folder / PARAMETERS) for folder in pack_folders()}
    after = changed(path.name, packs, change)
    if isinstance(after, list):
        raise LawUnfit(after)
    altered = {name: read_pack(path.name, after[name]) for name in after if after[name] is not packs[name]}
    problems = [problem for found in altered.values() if isinstance(found, list) for problem in found]
    if problems:
        raise LawUnfit(problems)
    return change, _with(load_law(), [pack for pack in altered.values() if isinstance(pack, Pack)])


def _read(path: Path) -> Change:
    if path.stat().st_size > FILE_BYTES_MAX:
        raise LawUnfit([Problem(path.name, "$", f"文件大于 {FILE_BYTES_MAX} 字节")])
    try:
        values = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LawUnfit([Problem(path.name, "$", f"不是 YAML：{error}")]) from error
    change = read_change(path.name, values)
    if isinstance(change, list):
        raise LawUnfit(change)
    return change


def _with(law: Law, packs: list[Pack]) -> Law:
    """The law with some packs in place of those of the same area and scheme."""
    by_area = law.by_area | {(pack.area, pack.scheme): pack for pack in packs}
    return Law(tuple(by_area[pack.area, pack.scheme] for pack in law.packs), by_area)
