"""Compiles each transaction's printed field list into a fast check, and reads a message's input by it, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from yimatong.exchange.national import overrides
from yimatong.exchange.national.problems import Fault, FieldProblem
from yimatong.exchange.national.spec import SPEC, TRANSACTIONS, FieldSpec, NodeSpec
from yimatong.exchange.national.values import (
    ABSENT,
    Reader,
    Unfit,
    Value,
    code_reader,
    number_reader,
    read_date,
    read_end_moment,
    read_moment,
    text_reader,
)

LINES_MAX = 5_000
"""Rows of one list in one message."""


class Row(dict[str, Value]):
    """One checked object of a node: every printed field is there, under our spelling; an absent one is "" or None."""

    def text(self, field: str) -> str:
        """Text or a code in its table's form; "" when absent."""
        value = self[field]
        assert isinstance(value, str)
        return value

    def number(self, field: str) -> int:
        """A number that is there, scaled by the field's decimals: 16,2 is fen, 16,4 ten-thousandths, 16,6 micro-yuan."""
        value = self[field]
        assert isinstance(value, int)
        return value

    def number_or_none(self, field: str) -> int | None:
        """As `number`, None when absent."""
        return None if self[field] is None else self.number(field)

    def moment(self, field: str) -> datetime:
        """A moment that is there, aware, on China's clock."""
        value = self[field]
        assert isinstance(value, datetime)
        return value

    def moment_or_none(self, field: str) -> datetime | None:
        """As `moment`, None when absent."""
        return None if self[field] is None else self.moment(field)

    def day_or_none(self, field: str) -> date | None:
        """A date, None when absent."""
        value = self[field]
        assert value is None or (isinstance(value, date) and not isinstance(value, datetime))
        return value


Checked: TypeAlias = dict[str, tuple[Row, ...]]
"""Node name -> its rows; a single object is one row, an optional node that is missing has none."""

CompiledField: TypeAlias = tuple[str, bool, Reader, Value, str]
"""Name, required, reader, what stands for an absent value, Chinese name."""

ReadRow: TypeAlias = Callable[[Mapping[str, object]], Row]


class FieldUnfit(Exception):
    """One field of one row is unfit. Never leaves this file."""

    def __init__(self, field: str, label: str, unfit: Unfit) -> None:
        super().__init__(field)
        self.field = field
        self.label = label
        self.unfit = unfit


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """A node ready to be read."""

    name: str
    many: bool
    required: bool
    read: ReadRow


def check(infno: str, sent: Mapping[str, Any]) -> Checked | FieldProblem:
    """Reads the `input` of a message of transaction `infno` (a KeyError if we do not have it) by the printed tables."""
    checked: Checked = {}
    for node in COMPILED[infno]:
        rows = _rows_of(node, sent)
        if isinstance(rows, Fault):
            limit = f"上限 {LINES_MAX} 行" if rows is Fault.TOO_MANY_ROWS else ""
            return FieldProblem(infno, node.name, 0, "", "节点", rows, limit)
        read = node.read
        try:
            checked[node.name] = tuple([read(row) for row in rows])
        except FieldUnfit:
            return _first_problem(infno, node, rows)
    return checked


def check_envelope(sent: Mapping[str, Any]) -> Row | FieldProblem:
    """Reads the envelope's own fields; `input` is not looked at."""
    try:
        return ENVELOPE(sent)
    except FieldUnfit as wrong:
        return FieldProblem("", "", 0, wrong.field, wrong.label, wrong.unfit.fault, wrong.unfit.detail)


def _first_problem(infno: str, node: CompiledNode, rows: list[Mapping[str, object]]) -> FieldProblem:
    """Reads again, counting, to say in which row the first unfit field is."""
    for count, row in enumerate(rows, start=1):
        try:
            node.read(row)
        except FieldUnfit as wrong:
            number = count if node.many else 0
            return FieldProblem(infno, node.name, number, wrong.field, wrong.label, wrong.unfit.fault, wrong.unfit.detail)
    raise AssertionError("a row that was unfit is fit now")


def _rows_of(node: CompiledNode, sent: Mapping[str, Any]) -> list[Mapping[str, object]] | Fault:
    """The node's objects. One object stands for a list of one and the other way round; case of the node's name is free."""
    found = sent.get(node.name)
    if found is None:
        found = next((value for key, value in sent.items() if key.lower() == node.name.lower()), None)
    if found is None or found == "" or found == [] or found == {}:
        return Fault.NODE_MISSING if node.required else []
    rows = found if isinstance(found, list) else [found]
    if not node.many and len(rows) > 1:
        return Fault.NODE_NOT_AN_OBJECT
    if len(rows) > LINES_MAX:
        return Fault.TOO_MANY_ROWS
    if not all(type(row) is dict for row in rows):
        return Fault.NODE_NOT_ROWS if node.many else Fault.NODE_NOT_AN_OBJECT
    return rows


def _compile_node(infno: str, node: NodeSpec) -> CompiledNode:
    required = (infno, node.name) not in overrides.OPTIONAL_NODES
    return CompiledNode(node.name, node.many, required, _compile_row(infno, node.fields))


def _compile_row(infno: str, specs: tuple[FieldSpec, ...]) -> ReadRow:
    fields = tuple(_compile_field(infno, spec) for spec in specs)
    spellings = {ours: theirs for theirs, ours in overrides.SAME_FIELD.items()}

    def read_row(sent: Mapping[str, object]) -> Row:
        row = Row()
        get = sent.get
        for name, required, read, absent, label in fields:
            value = get(name)
            if value is None and name in spellings:
                value = get(spellings[name])
            if value in ABSENT:
                if required:
                    raise FieldUnfit(name, label, Unfit(Fault.MISSING))
                row[name] = absent
                continue
            try:
                row[name] = read(value)
            except Unfit as unfit:
                raise FieldUnfit(name, label, unfit) from unfit
        return row

    return read_row


def _compile_field(infno: str, spec: FieldSpec) -> CompiledField:
    name = overrides.SAME_FIELD.get(spec.name, spec.name)
    required = spec.required and not overrides.may_be_empty(infno, name)
    absent = "" if spec.kind == "string" else None
    return name, required, _reader(spec), absent, spec.label


def _reader(spec: FieldSpec) -> Reader:
    if spec.table:
        return code_reader(spec.table, SPEC.dictionaries[spec.table])
    if spec.kind == "number":
        return number_reader(spec.digits, spec.decimals)
    if spec.kind == "date":
        return read_date
    if spec.kind == "datetime":
        return read_end_moment if spec.name == "endtime" else read_moment
    assert spec.kind == "string", spec
    return text_reader(overrides.length_of(spec.name, int(spec.length or 0)))


COMPILED = {infno: tuple(_compile_node(infno, node) for node in transaction.input) for infno, transaction in TRANSACTIONS.items()}
ENVELOPE = _compile_row(overrides.ENVELOPE, tuple(field for field in SPEC.envelope if field.name != "input"))
