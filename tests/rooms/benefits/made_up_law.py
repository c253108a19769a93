"""Small made-up packs for tests: test input, nobody's law."""

from datetime import date
from typing import Any

from yimatong.benefits.core.applying import Outcome, apply
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Circumstances
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.linting import Problem
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.reading import load_packs
from yimatong.benefits.core.year_book import YearBook

AREA, DAY = "990099", date(2026, 6, 1)
SOURCE = {"publisher": "nobody", "title": "made up for a test", "date": "2026-01-01"}
LEVELS = ["3A", "3B", "2A", "2B", "1", "community", "village", "pharmacy"]


def layer(kind: str = "basic", **changes: Any) -> dict[str, Any]:
    """One layer: 80 % without deductible and ceiling, for every care and level, unless changed."""
    plain: dict[str, Any] = {
        "id": kind,
        "kind": kind,
        "name": {"zh": kind, "en": kind},
        "care": [care.value for care in Care],
        "counter": {"basic": "basic"}.get(kind, kind),
        "deductible": [row(none=True)],
        "rate": [row(rate="0.8")],
        "ceiling": [row(none=True)],
    }
    return plain | changes


def row(**values: Any) -> dict[str, Any]:
    """A dated value with its source."""
    return {"source": "S"} | values


def values_of_pack(*layers: dict[str, Any], scheme: str = "390", **changes: Any) -> dict[str, Any]:
    """The values of a `parameters.yaml`."""
    plain: dict[str, Any] = {
        "area": AREA,
        "scheme": scheme,
        "area_name": {"zh": "试", "en": "test"},
        "name": {"zh": "试", "en": "test"},
        "from": date(2026, 1, 1),
        "illustrative": False,
        "sources": {"S": SOURCE},
        "layers": list(layers),
    }
    return plain | changes


def made_up_law(*layers: dict[str, Any], scheme: str = "390", **changes: Any) -> Law:
    """A law with one pack of these layers."""
    law = load_packs({"test": values_of_pack(*layers, scheme=scheme, **changes)})
    assert isinstance(law, Law), law
    return law


def problems(*layers: dict[str, Any], **changes: Any) -> list[Problem]:
    """What the linter says about a pack of these layers."""
    found = load_packs({"test/parameters.yaml": values_of_pack(*layers, **changes)})
    return found if isinstance(found, list) else []


def plan(law: Law, **changes: Any) -> Plan:
    """The plan for a grown-up resident's (or active employee's) stay at a level-3 hospital at home, unless changed."""
    scheme = law.packs[0].scheme
    plain: dict[str, Any] = {
        "area": AREA,
        "scheme": scheme,
        "service_day": DAY,
        "care": Care.INPATIENT,
        "level": "3A",
        "status": "resident" if scheme == "390" else "active",
    }
    found = plan_for(law, Circumstances(**(plain | changes)))
    assert isinstance(found, Plan), found
    return found


def settled(law: Law, bill: Bill, book: YearBook | None = None, **changes: Any) -> Outcome:
    """One bill settled."""
    return apply(plan(law, **changes), book or YearBook(), bill)


def stays(law: Law, *amounts: int, **changes: Any) -> list[Outcome]:
    """Bills of these in-scope amounts settled one after another in one year."""
    book, outcomes = YearBook(), []
    for amount in amounts:
        outcomes.append(settled(law, Bill(amount), book, **changes))
        book = outcomes[-1].year_book
    return outcomes
