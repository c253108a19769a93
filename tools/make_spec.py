"""Turns the reference files of the national hospital interface into the one packaged `spec.json` the exchange room validates by.

    python tools/make_spec.py SPECDIR

SPECDIR holds `envelope.yaml`, `dictionaries.yaml` and `transactions/<id>.yaml`. Only the transactions we offer and the code
tables they use are taken, so the outcome is small, sorted and can be read in a diff.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).parent.parent / "src/yimatong/exchange/national/spec.json"

OFFERED = (
    *("1101", "1201", "1301", "1302", "1307"),
    *("2001", "2601"),
    *("2201", "2202", "2203", "2203A-jiangxi", "2204", "2205", "2206", "2206A", "2207", "2207A", "2208"),
    *("2301", "2302", "2303", "2303A", "2304", "2304A", "2305"),
    *("2401", "2402", "2403", "2404", "2405"),
    *("5201", "5203", "5204"),
    "6101",
    *("9001", "9002", "9102"),
)

MORE_CODES = {"mdtrt_cert_type": "mdtrt_cert_type_extra", "med_type": "med_type_12", "insutype": "insutype_extra"}
"""Code table -> the addition that completes it."""

OPERATOR_KINDS = {"1": "经办人", "2": "自助终端", "3": "移动终端"}
"""opter_type as the envelope tables print it; the code table of the same name prints only 1."""


def main(spec_folder: Path) -> None:
    transactions = [_transaction(_read(spec_folder / f"transactions/{name}.yaml")) for name in OFFERED]
    envelope = [_field(field) for field in _read(spec_folder / "envelope.yaml")["request"]]
    spec: dict[str, Any] = {
        "source": _source(spec_folder),
        "dictionaries": _dictionaries(_read(spec_folder / "dictionaries.yaml"), transactions),
        "envelope": envelope,
        "transactions": sorted(transactions, key=lambda transaction: str(transaction["infno"])),
    }
    TARGET.write_text(_lines(spec) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(transactions)} transactions, {len(spec['dictionaries'])} code tables")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _source(spec_folder: Path) -> dict[str, object]:
    editions = _read(spec_folder / "envelope.yaml")["sources"]
    return {
        "title": "定点医药机构接口规范",
        "editions": [edition for edition in editions if "edition" in edition],
        "note": "Facts (names, types, lengths, code tables) of the printed editions; code tables hold local codes of Hunan.",
    }


def _transaction(raw: dict[str, Any]) -> dict[str, object]:
    return {
        "infno": raw["infno"],
        "name": raw["name"],
        "editions": raw["editions"],
        "input": [_node(node) for node in raw["input"]],
        "output": [_node(node) for node in raw["output"]],
        "file_columns": raw["file_columns"],
    }


def _node(raw: dict[str, Any]) -> dict[str, object]:
    name = "" if raw["node"] == "(none)" else raw["node"]
    return {"name": name, "many": raw["rows"] == "many", "fields": [_field(field) for field in raw["fields"]]}


def _field(raw: dict[str, Any]) -> list[object]:
    """One field as the list `FieldSpec` reads: name, Chinese name, kind, length, code table, required."""
    length = "" if raw["type"] in ("date", "datetime") else raw.get("len", "")
    return [raw["name"], raw["cn"], raw["type"], length, raw.get("dict", ""), raw["req"]]


def _dictionaries(raw: dict[str, Any], transactions: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    nodes = [node for transaction in transactions for node in transaction["input"] + transaction["output"]]
    used = sorted({field[4] for node in nodes for field in node["fields"]} - {""})
    tables = {name: dict(raw["dictionaries"][name]["values"]) for name in used}
    for name, addition in MORE_CODES.items():
        tables[name] |= {code: text for code, text in raw["additions"][addition]["values"].items() if code not in tables[name]}
    tables["opter_type"] = OPERATOR_KINDS
    return {name: dict(sorted(tables[name].items())) for name in sorted(tables)}


def _lines(value: object, indent: int = 0) -> str:
    """JSON with one line per field list, so that a change of one field is a change of one line."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and any(isinstance(item, dict | list) for item in value.values()):
        body = [f"{pad}{_flat(key)}: {_lines(item, indent + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(body) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        body = [pad + _lines(item, indent + 1) for item in value]
        return "[\n" + ",\n".join(body) + "\n" + " " * indent + "]"
    return _flat(value)


def _flat(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
