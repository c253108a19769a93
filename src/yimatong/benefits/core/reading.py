"""From the values of YAML files to the law, or to the list of all that is wrong with them."""

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from yimatong.benefits.core.linting import Problem, problems_of
from yimatong.benefits.core.pack import Law, Pack, PackText, Source
from yimatong.benefits.core.sanity import doubts_of
from yimatong.benefits.core.trace import Document
from yimatong.benefits.core.walking import ages_of, editions_of, years_of

FORM_FAULTS = (
    (r"Object missing required field `(.+)`", "少了 {0}"),
    (r"Object contains unknown field `(.+)`", "不认识的词 {0}"),
    (r"Expected `(.+)`, got `(.+)`", "这里要写 {0}，写的是 {1}"),
    (r"Invalid enum value (.+)", "不认识的词 {0}"),
)
"""Sentences of the reader of values, and how a clerk is told the same."""


def load_packs(files: Mapping[str, object]) -> Law | list[Problem]:
    """The law made of these files: name of the file → its values as YAML gives them (decimal numbers as `Decimal`).

    Every pack is linted, and asked whether it can be meant so; one problem anywhere and there is no law, only the list.
    """
    read = {name: read_pack(name, values) for name, values in files.items()}
    problems = [problem for found in read.values() if isinstance(found, list) for problem in found]
    packs = {name: pack for name, pack in read.items() if isinstance(pack, Pack)}
    problems += [problem for name, pack in packs.items() for problem in doubts_of(name, pack.text)]
    by_area: dict[tuple[str, str], Pack] = {}
    for name, pack in packs.items():
        if by_area.setdefault((pack.area, pack.scheme), pack) is not pack:
            problems.append(Problem(name, "area", f"{pack.area}-{pack.scheme} 已由另一个文件写过"))
    return problems or Law(tuple(packs.values()), by_area)


def read_pack(name: str, values: object) -> Pack | list[Problem]:
    """One pack, or its problems. A strange pack (a proposed change may be one) is still a pack: `load_packs` asks further."""
    try:
        text = msgspec.convert(values, PackText, dec_hook=_decimal)
    except msgspec.ValidationError as error:
        sentence, _, key = str(error).partition(" - at ")
        return [Problem(name, key.strip("`") or "$", _in_chinese(sentence))]
    problems = problems_of(name, text)
    if problems:
        return problems
    documents = {key: _document(key, source) for key, source in text.sources.items()}
    return Pack(text, editions_of(text), documents, ages_of(text), years_of(text))


def _in_chinese(sentence: str) -> str:
    """What is wrong with the form of a file, as a clerk reads it; the English stands where there is no Chinese for it."""
    for pattern, told in FORM_FAULTS:
        if found := re.fullmatch(pattern, sentence):
            return told.format(*found.groups())
    return sentence


def _decimal(wanted: type, value: object) -> object:
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    raise NotImplementedError


def _document(key: str, source: Source) -> Document:
    return Document(source.publisher, source.title, source.date, (key,), source.illustrative, source.why)
