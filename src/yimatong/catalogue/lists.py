"""Reading a list file, purely: text in, rows for the dated tables out, or every problem with its line, field and reason."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from yimatong.kernel.refusals import Reason

FILE_BYTES_MAX = 64 * 1024 * 1024
LINE_CHARACTERS_MAX = 10_000
ROWS_MAX = 1_000_000
PROBLEMS_KEPT_MAX = 200
INITIALS_MAX = 500

Spell = Callable[[str], str]
"""Gives the pinyin initials of a Chinese name, in lower case."""


class ListReason(Reason):
    """What can be wrong with a list file."""

    UNKNOWN_KIND = "没有这一类目录"
    FILE_NOT_FOUND = "文件不存在或无法读取"
    FILE_TOO_LARGE = "文件超过 64 MB"
    NOT_UTF8 = "文件不是 UTF-8 编码"
    EMPTY_FILE = "文件为空"
    NO_ROWS = "文件只有表头，没有数据行"
    TOO_MANY_ROWS = "数据行超过一百万"
    MISSING_COLUMN = "缺少列"
    DUPLICATE_COLUMN = "列名重复"
    LINE_TOO_LONG = "一行超过一万个字符"
    NOT_CSV = "不是合格的 CSV 行"
    WRONG_CELL_COUNT = "列数与表头不一致"
    EMPTY_FIELD = "必填项为空"
    NOT_A_NUMBER = "不是数字"
    NEGATIVE = "不能为负数"
    OUT_OF_RANGE = "超出允许范围"
    NOT_A_DATE = "不是日期（YYYY-MM-DD）"
    UNKNOWN_WORD = "不在允许的取值之内"
    CONTROL_CHARACTER = "含有控制字符"
    TOO_LONG = "内容过长"
    DUPLICATE_KEY = "编码重复"
    CONFLICTING_ROWS = "同一国家编码的两行内容不一致"
    CLASS_AND_SHARE_DISAGREE = "甲类自付比例应为 0，丙类应为 10000"
    ENDS_BEFORE_IT_BEGINS = "失效日期早于生效日期"
    OLDER_THAN_STORED = "生效日期早于库中已有的版本"
    BYTE_ORDER_MARK = "文件开头有 BOM，已忽略"
    WINDOWS_LINE_ENDS = "文件使用 CRLF 换行，已接受"


@dataclass(frozen=True, slots=True)
class ListProblem:
    """One thing wrong: the line as an editor counts it (0 = the whole file), the column, the reason, the value."""

    line: int
    field: str
    reason: ListReason
    detail: str = ""


class BadField(Exception):
    """A cell that cannot be read; raised by a column's reader, caught here, never leaves this file's functions."""

    def __init__(self, reason: ListReason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `source` names the cell it is read from; a source that need not be there has a `default` text."""

    name: str
    source: str
    read: Callable[[str], Any]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class TableShape:
    """Where rows go: table, key and columns. With `shared` several lines may say the same row; else a second one is a duplicate.
    `spelled` names the column whose pinyin initials are stored too. A dated table has `valid_from` and `valid_to`; `ends` is
    another column that may tell the last day."""

    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    shared: bool = False
    spelled: str = ""
    dated: bool = True
    ends: Column | None = None


@dataclass(frozen=True, slots=True)
class ListShape:
    """A kind of list file: the tables its rows go to, and a check of a whole row that names a field and a reason, or nothing."""

    kind: str
    tables: tuple[TableShape, ...]
    check: Callable[[dict[str, str]], tuple[str, ListReason] | None] | None = None


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows for one table, each in the order of `columns`."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a file holds. Any problem means that nothing of it is stored; `problem_count` counts those beyond the kept ones too.
    `notes` are oddities that were accepted."""

    tables: tuple[TableRows, ...]
    row_count: int
    problems: tuple[ListProblem, ...]
    problem_count: int
    notes: tuple[ListProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows of a table are new or changed, or the first keys of rows that begin before what is stored."""

    changed: int
    too_early: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One list file taken in: SHA-256 of its bytes, the day it counts from, its rows, and when."""

    kind: str
    source_name: str
    digest: str
    valid_from: date
    row_count: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a downloadable list; what a kind does not have is empty."""

    code: str
    name: str
    kind: str
    dosage_form: str
    unit: str
    list_class: str
    restriction: str
    limited: bool
    valid_from: date
    valid_to: date | None


def parse_list(shape: ListShape, content: bytes, valid_from: date, spell: Spell) -> ParsedList:
    """Reads a CSV file with a header line. A row without its own `valid_from` counts from the given day."""
    if len(content) > FILE_BYTES_MAX:
        return _refused(ListProblem(0, "", ListReason.FILE_TOO_LARGE, str(len(content))))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _refused(ListProblem(content[: error.start].count(b"\n") + 1, "", ListReason.NOT_UTF8, f"byte {error.start}"))
    notes = _notes(text)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.strip():
        return _refused(ListProblem(0, "", ListReason.EMPTY_FILE))
    too_long = [number for number, line in enumerate(text.split("\n"), 1) if len(line) > LINE_CHARACTERS_MAX]
    if too_long:
        return _refused(*(ListProblem(number, "", ListReason.LINE_TOO_LONG) for number in too_long[:PROBLEMS_KEPT_MAX]))
    return _parse_lines(shape, text, valid_from, spell, notes)


def _notes(text: str) -> tuple[ListProblem, ...]:
    marks = [ListProblem(1, "", ListReason.BYTE_ORDER_MARK)] if text.startswith("\ufeff") else []
    ends = [ListProblem(0, "", ListReason.WINDOWS_LINE_ENDS)] if "\r\n" in text else []
    return (*marks, *ends)


def _parse_lines(shape: ListShape, text: str, valid_from: date, spell: Spell, notes: tuple[ListProblem, ...]) -> ParsedList:
    lines = csv.reader((line + "\n" for line in text.split("\n")), strict=True)
    try:
        header = next(lines)
    except csv.Error as error:
        return _refused(ListProblem(1, "", ListReason.NOT_CSV, str(error)))
    problems = list(_header_problems(shape, header))
    if problems:
        return _refused(*problems)
    collectors = [_Collector(table, header, valid_from, spell) for table in shape.tables]
    count = problem_count = 0
    for number, cells, problem in _cells(lines, len(header)):
        count += 1
        found = [problem] if problem else list(_row_problems(shape, collectors, header, number, cells))
        problem_count += len(found)
        problems += found[: PROBLEMS_KEPT_MAX - len(problems)]
        if count > ROWS_MAX:
            return _refused(ListProblem(number, "", ListReason.TOO_MANY_ROWS))
    if count == 0:
        return _refused(ListProblem(0, "", ListReason.NO_ROWS))
    tables = () if problems else tuple(collector.table_rows() for collector in collectors)
    return ParsedList(tables, count, tuple(problems), problem_count, notes)


def _header_problems(shape: ListShape, header: list[str]) -> Iterator[ListProblem]:
    needed = [column.source for table in shape.tables for column in table.columns if column.default is None]
    for name in dict.fromkeys(needed):
        if name not in header:
            yield ListProblem(1, name, ListReason.MISSING_COLUMN)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield ListProblem(1, name, ListReason.DUPLICATE_COLUMN)


class _Lines(Protocol):
    """A CSV reader: it knows the number of the line it read last."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _cells(lines: _Lines, width: int) -> Iterator[tuple[int, list[str], ListProblem | None]]:
    """Each data line with its number; blank lines are skipped."""
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield lines.line_num, [], ListProblem(lines.line_num, "", ListReason.NOT_CSV, str(error))
            continue
        if cells and len(cells) != width:
            yield lines.line_num, [], ListProblem(lines.line_num, "", ListReason.WRONG_CELL_COUNT, f"{len(cells)} ≠ {width}")
        elif any(cells):
            yield lines.line_num, cells, None


def _row_problems(
    shape: ListShape, collectors: "list[_Collector]", header: list[str], number: int, cells: list[str]
) -> Iterator[ListProblem]:
    bad = shape.check(dict(zip(header, cells, strict=True))) if shape.check else None
    if bad:
        yield ListProblem(number, bad[0], bad[1])
    for collector in collectors:
        yield from collector.take(number, cells)


class _Collector:
    """Gathers the rows of one table and finds what is wrong with them."""

    def __init__(self, table: TableShape, header: list[str], valid_from: date, spell: Spell) -> None:
        self._table = table
        self._spell = spell
        self._valid_from = valid_from
        self._places = [header.index(c.source) if c.source in header else -1 for c in table.columns]
        self._initials = header.index("initials") if "initials" in header else -1
        sources = ("valid_from", "valid_to", table.ends.source if table.ends else "")
        self._days = [header.index(name) if name in header else -1 for name in sources]
        names = [column.name for column in table.columns]
        self._key = [names.index(name) for name in table.key]
        self._spelled = names.index(table.spelled) if table.spelled else -1
        self._seen: dict[tuple[object, ...], tuple[object, ...]] = {}

    def take(self, number: int, cells: list[str]) -> Iterator[ListProblem]:
        """Reads one line; gives what is wrong with it."""
        values: list[object] = []
        for column, place in zip(self._table.columns, self._places, strict=True):
            text = cells[place] if place >= 0 else column.default or ""
            try:
                values.append(column.read(text))
            except BadField as bad:
                yield ListProblem(number, column.source, bad.reason, text[:60])
        if len(values) == len(self._table.columns):
            yield from self._keep(number, cells, values)

    def _keep(self, number: int, cells: list[str], values: list[object]) -> Iterator[ListProblem]:
        key = tuple(values[place] for place in self._key)
        if self._spelled >= 0:
            given = cells[self._initials] if self._initials >= 0 else ""
            sound = given.isascii() and given.isalnum() and len(given) <= INITIALS_MAX
            values.append(given if sound else self._spell(str(values[self._spelled])))
        try:
            row = (*values, *self._dates(cells)) if self._table.dated else tuple(values)
        except BadField as bad:
            yield ListProblem(number, "valid_from", bad.reason)
            return
        if key not in self._seen:
            self._seen[key] = row
        elif not self._table.shared:
            yield ListProblem(number, self._table.key[0], ListReason.DUPLICATE_KEY, "/".join(map(str, key)))
        elif self._seen[key] != row:
            yield ListProblem(number, self._table.key[0], ListReason.CONFLICTING_ROWS, "/".join(map(str, key)))

    def _dates(self, cells: list[str]) -> tuple[date, date | None]:
        begin_place, end_place, other_place = self._days
        begin = (day_or_none(cells[begin_place]) if begin_place >= 0 else None) or self._valid_from
        end = day_or_none(cells[end_place]) if end_place >= 0 else None
        if end is None and self._table.ends and other_place >= 0:
            end = self._table.ends.read(cells[other_place])
        if end and end < begin:
            raise BadField(ListReason.ENDS_BEFORE_IT_BEGINS)
        return begin, end

    def table_rows(self) -> TableRows:
        """All rows taken."""
        names = [column.name for column in self._table.columns]
        initials = ["initials"] if self._table.spelled else []
        dates = ["valid_from", "valid_to"] if self._table.dated else []
        return TableRows(self._table.table, self._table.key, (*names, *initials, *dates), list(self._seen.values()))


def day_or_none(text: str) -> date | None:
    """`2025-01-01`, or empty for none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadField(ListReason.NOT_A_DATE) from error


def _refused(*problems: ListProblem) -> ParsedList:
    return ParsedList((), 0, problems, len(problems))
