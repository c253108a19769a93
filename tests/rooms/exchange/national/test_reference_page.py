"""The reference page shows the transactions and the table of overrides as they are in the program."""

from pathlib import Path

import pytest

from yimatong.exchange.national import overrides
from yimatong.exchange.national.messages import Kind
from yimatong.exchange.national.offers import OFFERS
from yimatong.exchange.national.spec import TRANSACTIONS

PAGE = Path(__file__).parents[4] / "docs/reference/national-interface.md"

REPEATED = {Kind.READ: "a question", Kind.ACT: "not kept", Kind.KEPT_ACT: "kept"}
TABLES = {
    "transactions": [(infno, TRANSACTIONS[infno].name, REPEATED[OFFERS[infno].kind]) for infno in sorted(OFFERS)],
    "lenient": [(" ".join(row.infnos), " ".join(f"`{name}`" for name in row.fields), row.reason) for row in overrides.LENIENT],
    "nodes": [(infno, f"`{node}`", reason) for (infno, node), reason in overrides.OPTIONAL_NODES.items()],
    "wider": [(f"`{row.field}`", str(row.length), row.reason) for row in overrides.WIDER],
    "extra": [(" ".join(row.infnos), f"`{row.field}`", row.reason) for row in overrides.EXTRA],
}


@pytest.mark.parametrize("name", TABLES)
def test_the_page_prints_the_table_of_the_program(name: str) -> None:
    printed = PAGE.read_text(encoding="utf-8").split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->")[0]
    rows = printed.strip().split("\n")[2:]
    assert rows == [f"| {' | '.join(row)} |" for row in TABLES[name]]
