"""The page that describes the REST side, drawn from its own OpenAPI document."""

from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from yimatong.web.api.rest import rest
from yimatong.web.shared.door import Door, Visit

MOUNTED_AT = "/api/v1"


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or member: where it stands, its type in words, whether it must be there."""

    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One call as the page prints it."""

    method: str
    path: str
    summary: str
    text: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str, str], ...]
    example: str


def routes(door: Door) -> list[BaseRoute]:
    """The page at /api and the application at /api/v1."""
    application = rest(door.platform)

    async def page(visit: Visit) -> Response:
        schema = application.openapi()
        base = str(visit.request.base_url).rstrip("/")
        return visit.render("api/page.html", base=base, operations=operations(schema), schema=schema, models=models(schema))

    return [door.get("/api", page), Mount(MOUNTED_AT, app=application)]


def operations(schema: dict[str, Any]) -> tuple[Operation, ...]:
    """Every call of an OpenAPI document in its order."""
    return tuple(
        _operation(method, path, told, schema)
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
    )  # fmt: skip


def models(schema: dict[str, Any]) -> tuple[tuple[str, str, tuple[Field, ...]], ...]:
    """The shapes that answers and bodies are made of: (name, text, members)."""
    return tuple(
        (name, model.get("description", ""), _members(model, "", schema))
        for name, model in sorted(schema["components"]["schemas"].items())
        if model.get("properties")
    )


def _operation(method: str, path: str, told: dict[str, Any], schema: dict[str, Any]) -> Operation:
    parameters = [
        Field(one["name"], one["in"], _kind(one["schema"]), one.get("required", False), one.get("description", ""))
        for one in told.get("parameters", [])
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    members = _members(_resolved(body, schema), "body", schema) if body else ()
    answers = tuple((code, one["description"], _answer_kind(one)) for code, one in sorted(told["responses"].items()))
    return Operation(
        method.upper(),
        MOUNTED_AT + path,
        told["summary"],
        told.get("description", ""),
        (*parameters, *members),
        answers,
        EXAMPLES.get((method, path), ""),
    )


def _members(model: dict[str, Any], place: str, schema: dict[str, Any]) -> tuple[Field, ...]:
    needed = model.get("required", [])
    return tuple(
        Field(name, place, _kind(one), name in needed, one.get("description", ""))
        for name, one in model.get("properties", {}).items()
    )


def _resolved(one: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = one.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else one


def _answer_kind(answer: dict[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return _kind(content["schema"]) if content.get("schema") else ""


def _kind(one: dict[str, Any]) -> str:
    """A type in a few characters: `integer`, `Bill`, `[Item]`, `"310" | "390"`."""
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if "enum" in one:
        return " | ".join(msgspec.json.encode(value).decode() for value in one["enum"])
    if "anyOf" in one:
        return " | ".join(_kind(each) for each in one["anyOf"])
    if one.get("type") == "array":
        return f"[{_kind(one.get('items', {}))}]"
    return str(one.get("format") or one.get("type", "any"))


EXAMPLES = {
    ("get", "/laws"): "curl {base}/api/v1/laws",
    ("get", "/items"): "curl '{base}/api/v1/items?q=xbd'",
    ("get", "/institutions"): "curl '{base}/api/v1/institutions?limit=5'",
    ("get", "/settlements/{settlement_id}"): "curl -u 机构编号:密钥 {base}/api/v1/settlements/结算号",
    ("post", "/estimates"): """curl -X POST {base}/api/v1/estimates -H 'Content-Type: application/json' -d '{
  "area": "350900", "scheme": "390", "status": "resident", "care": "case_priced", "level": "2A", "case_price_fen": 500000}'""",
    ("post", "/trial"): """curl -X POST {base}/api/v1/trial -H 'Content-Type: application/json' -d '{
  "area": "350100", "scheme": "310", "day": "2026-11-01", "care": "inpatient",
  "level": "3A", "status": "retired", "bill": {"in_scope_fen": 2000000, "first_self_pay_fen": 80000}}'""",
}
