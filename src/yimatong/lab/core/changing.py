"""An imagined change of law: one value of one pack, from a day on. The law as it is written stays as it is until that day."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

import msgspec

from yimatong.benefits.core.linting import Problem

Values: TypeAlias = dict[str, Any]
"""What YAML gives for a mapping; numbers with a point as `Decimal`."""

TABLES = ("deductible", "rate", "ceiling", "adjust")
SOURCE = "LAB-CHANGE"
SHARES = ("rate", "share", "coefficient", "first_self_pay", "deductible_factor", "max_share")
YUAN_MAX = 100_000_000
CHANGES_MAX = 200
PAPERS = ("source", "note", "for", "from", "to")


class OneChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from", "for_": "for"}):
    """`pack` 350100-310; `key` layer.table.field, as inpatient.rate.rate; `for_` the row's own `for`; `value` yuan or share."""

    pack: str
    key: str
    value: Decimal
    from_: date
    for_: dict[str, Any] = {}


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change file: what it is called, and its changes."""

    name: str
    changes: Annotated[list[OneChange], msgspec.Meta(min_length=1, max_length=CHANGES_MAX)]


def read_change(file: str, values: object) -> Change | list[Problem]:
    """The change a file's values spell, or what is wrong with them. `file` only names the file in a problem."""
    try:
        return msgspec.convert(values, Change, dec_hook=_decimal)
    except msgspec.ValidationError as error:
        sentence, _, key = str(error).partition(" - at ")
        return [Problem(file, key.strip("`") or "$", sentence)]


def changed(file: str, packs: Mapping[str, Values], change: Change) -> dict[str, Values] | list[Problem]:
    """The packs after the change: name as `350100-310` → values of its `parameters.yaml`. Nothing given is altered.

    Unknown packs, layers, fields and rows, shares outside 0..1 and days before the pack begins are problems, each with its key.
    """
    after = dict(packs)
    problems: list[Problem] = []
    for place, one in enumerate(change.changes):
        if one.pack in packs and after[one.pack] is packs[one.pack]:
            after[one.pack] = _opened(packs[one.pack], change.name)
        wrong = _change_one(after, one)
        if wrong:
            problems.append(Problem(file, f"changes[{place}].{wrong[0]}", wrong[1]))
    return problems or after


def _decimal(wanted: type, value: object) -> object:
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    raise NotImplementedError


def _opened(pack: Values, name: str) -> Values:
    """A copy with the source that all changed rows rest on. Layers that share a table get one each."""
    copied = {key: value for key, value in pack.items() if key != "layers"}
    copied["layers"] = [
        {key: [deepcopy(row) for row in value] if key in TABLES else value for key, value in layer.items()}
        for layer in pack["layers"]
    ]
    copied["illustrative"] = True
    copied["sources"] = {**pack["sources"], SOURCE: {"illustrative": True, "why": f"假设的改动，不是公布的规定：{name}"}}
    return copied


def _change_one(packs: dict[str, Values], one: OneChange) -> tuple[str, str] | None:
    """Makes one change, or answers with the field that is wrong and a sentence."""
    pack = packs.get(one.pack)
    if pack is None:
        return "pack", f"没有装入 {one.pack}；有的是 {'、'.join(sorted(packs))}"
    if one.from_ < pack["from"]:
        return "from", f"{one.pack} 从 {pack['from']} 起才有规定，改动写的是 {one.from_}"
    layer_id, _, rest = one.key.partition(".")
    table, _, field = rest.partition(".")
    layer = next((layer for layer in pack["layers"] if layer["id"] == layer_id), None)
    if layer is None:
        return "key", f"{one.pack} 没有 {layer_id} 这一层；有的是 {'、'.join(each['id'] for each in pack['layers'])}"
    if table not in TABLES or not field:
        return "key", f"{one.key} 要写成 层.表.字段，表是 {'、'.join(TABLES)} 之一"
    return _out_of_range(field, one.value) or _change_row(layer.setdefault(table, []), field, one)


def _out_of_range(field: str, value: Decimal) -> tuple[str, str] | None:
    last = field.rpartition(".")[2]
    if last in SHARES and not 0 <= value <= 1:
        return "value", f"{field} 是比例，要在 0 和 1 之间，写的是 {value}"
    if last == "points" and not -1 <= value <= 1:
        return "value", f"{field} 是加减的比例，要在 -1 和 1 之间，写的是 {value}"
    if last not in SHARES and last not in ("points", "step") and not 0 <= value <= YUAN_MAX:
        return "value", f"{field} 要在 0 和 {YUAN_MAX} 之间，写的是 {value}"
    return None


def _change_row(rows: list[Values], field: str, one: OneChange) -> tuple[str, str] | None:
    holding = [row for row in rows if _holds(row, one.from_)]
    meant = [row for row in holding if _same_people(row.get("for", {}), one.for_)]
    if not one.for_ and not meant and len(holding) == 1:
        meant = holding
    if len(meant) != 1:
        found = "；".join(_people(row.get("for", {})) for row in holding) or "没有一行"
        return "for", f"{one.from_} 那天管“{_people(one.for_)}”的要正好有一行；那天生效的是：{found}"
    old = meant[0]
    new = deepcopy(old)
    if not _put(new, field, one.value):
        known = "、".join(key for key in old if key not in PAPERS)
        return "key", f"这一行没有 {field}；有的是 {known}"
    new.update({"from": one.from_, "source": SOURCE})
    rows.append(new)
    if old.get("from") == one.from_:
        rows.remove(old)
    else:
        old["to"] = one.from_
    return None


def _holds(row: Values, day: date) -> bool:
    start, end = row.get("from"), row.get("to")
    return (start is None or start <= day) and (end is None or day < end)


def _same_people(written: Values, asked: Values) -> bool:
    return {key: _set(value) for key, value in written.items()} == {key: _set(value) for key, value in asked.items()}


def _set(value: Any) -> frozenset[str]:
    return frozenset(str(each) for each in (value if isinstance(value, list) else [value]))


def _people(chosen: Values) -> str:
    return "，".join(f"{key} {'、'.join(sorted(_set(value)))}" for key, value in chosen.items()) or "所有人"


def _put(row: Values, field: str, value: Decimal) -> bool:
    """Sets `brackets.0.rate` and the like; whether there was such a field."""
    *way, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    place: Any = row
    for part in way:
        place = _step(place, part)
    if last in PAPERS or _step(place, last) is None:
        return False
    place[last] = value
    return True


def _step(place: Any, part: int | str) -> Any:
    if isinstance(place, list):
        return place[part] if isinstance(part, int) and part < len(place) else None
    return place.get(part) if isinstance(place, dict) else None
