"""Completes an act's values to output nodes that hold every printed field, and writes numbers exactly."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import msgspec

from yimatong.exchange.national.overrides import EXTRA
from yimatong.exchange.national.spec import TRANSACTIONS, FieldSpec, NodeSpec
from yimatong.kernel.dates import wall_clock

Values: TypeAlias = Mapping[str, str | int | date | datetime | None]
"""Field -> text, date, moment or integer scaled by the field's decimals (16,2 is fen); a field left out is empty."""

Outputs: TypeAlias = Mapping[str, Values | Sequence[Values]]
"""Node -> its one object or its rows; a node left out is empty."""

Writer: TypeAlias = Callable[[Any], object]
WriteRow: TypeAlias = Callable[[Values], dict[str, object]]


def complete(infno: str, outputs: Outputs) -> object:
    """The `output` of an answer, ready to be encoded: numbers left empty are 0, other fields "". A field that is not
    printed for this transaction is a bug."""
    nodes = WRITERS[infno]
    assert outputs.keys() <= nodes.keys(), outputs.keys() - nodes.keys()
    filled = {name: _fill(many, write, outputs.get(name)) for name, (many, write) in nodes.items()}
    return filled.get("", filled)


def _fill(many: bool, write: WriteRow, given: Values | Sequence[Values] | None) -> object:
    if many:
        assert not isinstance(given, Mapping)
        return [write(row) for row in given or ()]
    assert given is None or isinstance(given, Mapping)
    return write(given or {})


def _compile_node(infno: str, node: NodeSpec) -> WriteRow:
    fields = tuple((field.name, *_writer(field)) for field in _with_extras(infno, node))
    names = frozenset(name for name, _, _ in fields)

    def write_row(values: Values) -> dict[str, object]:
        assert values.keys() <= names, values.keys() - names
        get = values.get
        row: dict[str, object] = {}
        for name, write, empty in fields:
            value = get(name)
            row[name] = empty if value is None else write(value)
        return row

    return write_row


def _with_extras(infno: str, node: NodeSpec) -> tuple[FieldSpec, ...]:
    likes = {field.name: field for field in node.fields}
    extras = [extra for extra in EXTRA if infno in extra.infnos and extra.node == node.name]
    return node.fields + tuple(msgspec.structs.replace(likes[extra.like], name=extra.field) for extra in extras)


def _writer(field: FieldSpec) -> tuple[Writer, object]:
    """How a field's value is written, and what stands for its absence."""
    if field.kind == "number":
        write = _number_writer(field.decimals)
        return write, write(0)
    if field.kind == "date":
        return _date_text, ""
    if field.kind == "datetime":
        return wall_clock, ""
    assert field.kind == "string", field
    return _same_text, ""


def _number_writer(decimals: int) -> Writer:
    if decimals == 0:
        return _same_number
    scale: int = 10**decimals
    pattern = f"%d.%0{decimals}d".encode()
    zero = msgspec.Raw(pattern % (0, 0))

    def write(scaled: int) -> msgspec.Raw:
        if scaled == 0:
            return zero
        if scaled < 0:
            return msgspec.Raw(b"-" + pattern % divmod(-scaled, scale))
        return msgspec.Raw(pattern % divmod(scaled, scale))

    return write


def _same_text(text: str) -> str:
    assert isinstance(text, str), text
    return text


def _same_number(number: int) -> int:
    assert isinstance(number, int), number
    return number


def _date_text(day: date) -> str:
    assert not isinstance(day, datetime), day
    return day.isoformat()


WRITERS = {
    infno: {node.name: (node.many, _compile_node(infno, node)) for node in transaction.output}
    for infno, transaction in TRANSACTIONS.items()
}
