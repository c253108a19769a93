"""Taking list files in: the packaged ones at the first start, others by `yimatong import`. A file goes in whole or not at all."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection, Rollback

from yimatong.app.demo_population import DemoPerson
from yimatong.app.progress import Progress, silent
from yimatong.catalogue.list_shapes import SHAPES, any_text, filled_text, flag, one_of
from yimatong.catalogue.lists import (
    FILE_BYTES_MAX,
    Column,
    ListProblem,
    ListReason,
    ListShape,
    ParsedList,
    TableRows,
    TableShape,
    parse_list,
)
from yimatong.catalogue.store import ListStore
from yimatong.kernel.dates import CHINA
from yimatong.people.core import PersonRecord
from yimatong.people.store import PeopleStore
from yimatong.providers.core import LEVEL_WORDS, LEVELS, Institution, level_word
from yimatong.providers.store import ProvidersStore

INSTITUTIONS = ListShape(
    "institutions",
    (
        TableShape(
            "institution",
            ("institution_code",),
            (
                Column("institution_code", "institution_code", filled_text),
                Column("name", "name", filled_text),
                Column("name_basis", "name_basis", any_text, ""),
                Column("kind", "kind", filled_text),
                Column("level", "level", one_of(*LEVELS, *LEVEL_WORDS)),
                Column("hosp_lv_code", "hosp_lv_code", any_text, ""),
                Column("area", "city_code", filled_text),
                Column("region_code", "region_code", filled_text),
                Column("street_code", "street_code", any_text, ""),
                Column("village_code", "village_code", any_text, ""),
                Column("managed_by", "managed_by", any_text, ""),
                Column("synthetic", "synthetic", flag, "false"),
            ),
            dated=False,
        ),
    ),
)
KINDS: dict[str, ListShape] = {**SHAPES, INSTITUTIONS.kind: INSTITUTIONS}
"""Every kind `yimatong import` knows."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file: its rows and how many were new or changed, or its problems. Notes are oddities accepted."""

    kind: str
    file: str
    row_count: int = 0
    changed: int = 0
    already_loaded: bool = False
    problems: tuple[ListProblem, ...] = ()
    problem_count: int = 0
    notes: tuple[ListProblem, ...] = ()

    def lines(self) -> Iterator[str]:
        """Each problem and note as `file:line: field: reason (value)`, for a person to read."""
        for problem in (*self.problems, *self.notes):
            detail = f"（{problem.detail}）" if problem.detail else ""
            field = f"{problem.field}: " if problem.field else ""
            yield f"{self.file}:{problem.line}: {field}{problem.reason.value}{detail}"
        if self.problem_count > len(self.problems):
            yield f"{self.file}: 另有 {self.problem_count - len(self.problems)} 处问题未列出"


async def import_file(
    connection: AsyncConnection[Any], kind: str, path: Path, report: Progress = silent, valid_from: date | None = None
) -> ImportReport:
    """Takes one CSV file (or .gz of one) in, in one transaction. Rows without their own first day count from `valid_from`, today
    when it is not given. Rows the file does not name stay as they are. With any problem nothing is stored."""
    if kind not in KINDS:
        return _with_problem(kind, path.name, ListReason.UNKNOWN_KIND, kind)
    content = _read(path)
    if content is None:
        return _with_problem(kind, path.name, ListReason.FILE_NOT_FOUND, path.name)
    return await _take_in(connection, kind, path.name, content, valid_from or datetime.now(CHINA).date(), report)


async def load_reference(connection: AsyncConnection[Any], day: date, progress: Progress = silent) -> list[ImportReport]:
    """Takes in every packaged list that is in force by `day`; one that is there already costs one look. A packaged list with a
    problem is a bug."""
    reports = []
    lists = [packaged for packaged in PACKAGED if packaged[3] <= day]
    for number, (kind, room, name, valid_from) in enumerate(lists, 1):
        content = resources.files(f"yimatong.{room}").joinpath("data", name).read_bytes()
        done = await _take_in(connection, kind, name, _unpacked(name, content), valid_from, silent)
        assert not done.problems, "\n".join(done.lines())
        reports.append(done)
        progress("lists", number, len(lists))
    return reports


async def load_population(connection: AsyncConnection[Any], people: Sequence[DemoPerson]) -> int:
    """Adds the people not there yet, in one transaction; gives how many were new."""
    async with connection.transaction():
        records = [PersonRecord(one.person, one.covers, one.identities) for one in people]
        return await PeopleStore(connection).add(records)


PACKAGED: tuple[tuple[str, str, str, date], ...] = (
    ("regions", "catalogue", "divisions_gb2260_2023.csv", date(2020, 1, 1)),
    ("regions", "catalogue", "insured_areas.csv", date(2020, 1, 1)),
    ("streets", "catalogue", "streets_fujian_2023.csv", date(2020, 1, 1)),
    ("villages", "catalogue", "villages_fujian_2023.csv.gz", date(2020, 1, 1)),
    ("diagnoses", "catalogue", "icd10_yibao2_diagnosis.csv.gz", date(2020, 1, 1)),
    ("procedures", "catalogue", "icd9cm3_yibao2_procedures.csv.gz", date(2020, 1, 1)),
    ("chronic", "catalogue", "chronic_outpatient_codes_sample.csv", date(2020, 1, 1)),
    ("drugs", "catalogue", "nrdl_2024.csv.gz", date(2025, 1, 1)),
    ("drug_codes", "catalogue", "nhsa_drug_codes.csv.gz", date(2020, 1, 1)),
    ("drug_classes", "catalogue", "nhsa_drug_class_codes.csv", date(2020, 1, 1)),
    ("services", "catalogue", "service_item_codes.csv", date(2020, 1, 1)),
    ("categories", "catalogue", "service_categories.csv", date(2020, 1, 1)),
    ("consumables", "catalogue", "consumable_class_codes.csv", date(2020, 1, 1)),
    ("prices", "catalogue", "common_items_sample.csv", date(2020, 1, 1)),
    ("prices", "catalogue", "price_sample.csv.gz", date(2020, 1, 1)),
    ("institutions", "providers", "fixed_institutions_sample.csv", date(2020, 1, 1)),
)
"""Kind, room, file and the day its rows count from. The drug list of 2024 took effect on 2025-01-01; the others give
no day, so they count from before the first day any law pack knows."""


async def _take_in(
    connection: AsyncConnection[Any], kind: str, name: str, content: bytes, valid_from: date, report: Progress
) -> ImportReport:
    digest = hashlib.sha256(content).hexdigest()
    done = ImportReport(kind, name)
    async with connection.transaction():
        lists = ListStore(connection)
        if await lists.latest_digest(kind, name) == digest:
            return replace(done, already_loaded=True)
        report(name, 0, content.count(b"\n"))
        parsed = parse_list(KINDS[kind], content, valid_from, initials)
        done = replace(done, row_count=parsed.row_count, notes=parsed.notes)
        if parsed.problems:
            return replace(done, problems=parsed.problems, problem_count=parsed.problem_count)
        changed, too_early = await _store(connection, lists, kind, parsed, partial(report, name))
        done = replace(done, changed=changed, problems=too_early, problem_count=len(too_early))
        if too_early:
            raise Rollback
        await lists.note_load(kind, name, digest, valid_from, parsed.row_count)
    total = sum(len(table.rows) for table in parsed.tables)
    report(name, total, total)
    return done


async def _store(
    connection: AsyncConnection[Any], lists: ListStore, kind: str, parsed: ParsedList, report: Callable[[int, int], None]
) -> tuple[int, tuple[ListProblem, ...]]:
    if kind == INSTITUTIONS.kind:
        return await ProvidersStore(connection).save(_institutions(parsed.tables[0])), ()
    changed = over = 0
    total = sum(len(table.rows) for table in parsed.tables)
    for table in parsed.tables:
        merged = await lists.merge(table, partial(_tell, report, over, total))
        over += len(table.rows)
        if merged.too_early:
            problems = (ListProblem(0, "valid_from", ListReason.OLDER_THAN_STORED, key) for key in merged.too_early)
            return 0, tuple(problems)
        changed += merged.changed
    return changed, ()


def _tell(report: Callable[[int, int], None], before: int, total: int, rows: int) -> None:
    report(before + rows, total)


def _institutions(table: TableRows) -> list[Institution]:
    institutions = []
    for row in table.rows:
        cells: dict[str, Any] = dict(zip(table.columns, row, strict=True))
        institutions.append(Institution(**{**cells, "level": level_word(cells["level"], cells["kind"])}))
    return institutions


def initials(name: str) -> str:
    """Pinyin initials of a name in lower case; letters and digits stay, other signs go. 阿司匹林 is `aspl`."""
    from pypinyin import Style, lazy_pinyin  # loads a large dictionary: only a file without its own initials needs it

    spelt = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(letter for letter in spelt if letter.isascii() and letter.isalnum())


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
        return _unpacked(path.name, content)
    except (OSError, EOFError, zlib.error):
        return None


def _unpacked(name: str, content: bytes) -> bytes:
    """The bytes of a .gz file's content, at most one more than may be taken in."""
    if not name.endswith(".gz"):
        return content
    with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
        return packed.read(FILE_BYTES_MAX + 1)


def _with_problem(kind: str, name: str, reason: ListReason, detail: str) -> ImportReport:
    return ImportReport(kind, name, problems=(ListProblem(0, "", reason, detail),), problem_count=1)
