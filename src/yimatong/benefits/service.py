"""What others call: the packaged law, and its cases played against it."""

from yimatong.benefits.cases import CaseResult, run_cases
from yimatong.benefits.core.pack import Law
from yimatong.benefits.law_files import CASES, LawUnfit, law_text, load_law, pack_folders

__all__ = ["CaseResult", "Law", "LawUnfit", "law_text", "load_law", "run_all_cases", "run_cases"]


def run_all_cases(law: Law) -> list[CaseResult]:
    """Every case of every packaged pack, in the order of the folders."""
    files = [folder / CASES for folder in pack_folders()]
    return [result for file in files if file.is_file() for result in run_cases(law, file)]
