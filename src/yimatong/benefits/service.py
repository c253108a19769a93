"""What others call: the packaged law, packs a clerk is writing, and cases played against them."""

from pathlib import Path

from yimatong.benefits.cases import CaseResult, run_cases
from yimatong.benefits.core.linting import Problem
from yimatong.benefits.core.pack import Law
from yimatong.benefits.law_files import (
    CASES,
    TEXT,
    LawUnfit,
    folders_at,
    law_text,
    load_law,
    pack_folders,
    parse_yaml,
    read_packs,
    with_packs,
)
from yimatong.benefits.starting import started
from yimatong.benefits.written import Answer, answered, read_question
from yimatong.kernel.refusals import Refusal

__all__ = [
    "Answer", "CaseResult", "Law", "LawUnfit", "asked", "checked", "law_at", "law_text", "load_law", "run_all_cases", "run_cases",
    "start",
]  # fmt: skip

FOLDER_MISSING = "这里没有待遇包：一个包是一个文件夹，里面有 parameters.yaml"


def run_all_cases(law: Law) -> list[CaseResult]:
    """Every case of every packaged pack, in the order of the folders."""
    files = [folder / CASES for folder in pack_folders()]
    return [result for file in files if file.is_file() for result in run_cases(law, file)]


def checked(path: Path | None = None) -> Law | list[Problem]:
    """The law at `path` (a pack folder, a file of it or a folder of packs; without it all packaged), or all that is wrong."""
    if path is None:
        return read_packs(pack_folders())
    folders = folders_at(path)
    if not folders:
        return [Problem(path.name or str(path), "$", FOLDER_MISSING)]
    law = read_packs(folders)
    return law if isinstance(law, list) else _incomplete(folders, law) or law


def law_at(path: Path) -> Law:
    """The packaged law and, where `path` stands in a pack folder, that pack beside it. `LawUnfit` if it is not fit."""
    folders = folders_at(path)
    law = with_packs(folders) if folders else load_law()
    if isinstance(law, list):
        raise LawUnfit(law)
    return law


def asked(path: Path) -> Answer | Refusal:
    """Settle what a file asks: area, scheme, person, visit. One that cannot be read is a `ValidationError` or `YAMLError`."""
    return answered(law_at(path), read_question(parse_yaml(path.read_bytes())))


def start(area: str, scheme: str, into: Path) -> Path:
    """Begin a pack: writes its folder and says where. `ValueError` for no area or scheme, `FileExistsError` if it is there."""
    files = started(area, scheme)
    folder = into / f"{area}-{scheme}"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _incomplete(folders: list[Path], law: Law) -> list[Problem]:
    """Folders whose name is not the pack's, or that lack the text or the cases."""
    found = []
    for folder, pack in zip(folders, law.packs, strict=True):
        if folder.name != f"{pack.area}-{pack.scheme}":
            found.append(Problem(folder.name, "$", f"文件夹应当叫 {pack.area}-{pack.scheme}"))
        found += [Problem(folder.name, "$", f"还缺 {name}") for name in (CASES, TEXT) if not (folder / name).is_file()]
    return found
