"""The REST side against its own OpenAPI document, and the few things a document cannot say."""

from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

FUZHOU_STAY = {
    "area": "350100",
    "scheme": "310",
    "day": "2026-11-01",
    "care": "inpatient",
    "level": "3A",
    "status": "retired",
    "bill": {"in_scope_fen": 2_000_000, "first_self_pay_fen": 80_000},
}


def test_every_answer_is_as_the_document_says(address: str) -> None:
    document = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    operations = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == 7
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def answers_as_told(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate()

        answers_as_told()


def test_a_trial_shares_the_whole_bill_and_explains_it(address: str) -> None:
    answer = httpx.post(f"{address}/api/v1/trial", json=FUZHOU_STAY).json()
    assert sum(answer["shares"].values()) == 2_080_000
    assert answer["shares"]["basic_fen"] > 0
    assert answer["steps"][-1]["amount_fen"] == answer["shares"]["personal_fen"]
    assert any(step["documents"] for step in answer["steps"])


def test_a_field_nobody_knows_is_refused(address: str) -> None:
    assert httpx.post(f"{address}/api/v1/trial", json={**FUZHOU_STAY, "colour": "red"}).status_code == 422


def test_an_area_without_law_is_a_refusal_with_its_reason(address: str) -> None:
    answer = httpx.post(f"{address}/api/v1/trial", json={**FUZHOU_STAY, "area": "000000"})
    assert (answer.status_code, answer.json()["reason"]) == (409, "NO_LAW_FOR_AREA")


def test_a_settlement_is_only_for_the_institution_that_signs(address: str) -> None:
    unsigned = httpx.get(f"{address}/api/v1/settlements/1")
    assert (unsigned.status_code, unsigned.json()["reason"]) == (401, "NOT_SIGNED")
    assert httpx.get(f"{address}/api/v1/settlements/1", auth=("NOBODY", "guess")).status_code == 401


def test_every_answer_carries_the_headers(address: str) -> None:
    headers = httpx.get(f"{address}/api/v1/laws").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'self'")
