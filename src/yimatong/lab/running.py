"""A whole run: blocks of bills through two laws on all cores, people written to Parquet as they are done, sums kept."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from yimatong.benefits.core.pack import Law
from yimatong.lab.blocks import BATCH_ROWS, WORDS, Block, read_blocks
from yimatong.lab.comparing import GROUP_SIZES, MEASURES, PAYERS, Sums, Years, blank_sums, compare, sums_of
from yimatong.lab.extra import needed
from yimatong.lab.plans import PlanBook
from yimatong.lab.population import block_of_people, block_seeds

HANDS_MAX = 64
PEOPLE_WORDS = ("area", "scheme", "status")
PEOPLE_FILE, GROUPS_FILE = "people.parquet", "groups.parquet"
Told = Callable[[int], None]
Making = Callable[[], Block]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The two laws to compare, with the plans made for them so far."""

    packs: tuple[Any, ...]
    before: PlanBook
    after: PlanBook


def question(before: Law, after: Law) -> Question:
    """Both laws must hold packs of the same areas and schemes."""
    packs = tuple(sorted(before.packs, key=lambda pack: (pack.area, pack.scheme)))
    assert {(pack.area, pack.scheme) for pack in after.packs} == {(pack.area, pack.scheme) for pack in packs}
    return Question(packs, PlanBook(before), PlanBook(after))


def made_up(law: Law, people: int, seed: int) -> list[Making]:
    """A made-up population, one call a block."""
    return [partial(block_of_people, law, *each) for each in block_seeds(people, seed)]


def from_file(path: Path, rows: int = BATCH_ROWS) -> Iterator[Making]:
    """The blocks of a bill file, about `rows` bills each; only those under way are in memory."""
    for block in read_blocks(path, rows):
        yield partial(_itself, block)


def _itself(block: Block) -> Block:
    return block


def run(asked: Question, blocks: Iterable[Making], out: Path | None, hands: int, told: Told = lambda done: None) -> Sums:
    """Pays all blocks under both laws. Writes `people.parquet` and `groups.parquet` into `out` if given.

    At most `hands` + 1 blocks are in memory at once, so that memory does not grow with the number of people. `told` hears how
    many blocks are done.
    """
    sums = blank_sums(len(asked.packs))
    with _PeopleFile(out) as keep, ThreadPoolExecutor(min(hands, HANDS_MAX)) as pool:
        for done, (years, found) in enumerate(_in_order(pool, asked, blocks, hands + 1), 1):
            sums.add(found)
            keep(years)
            told(done)
    if out is not None:
        needed("pyarrow.parquet").write_table(groups_table(asked, sums), out / GROUPS_FILE)
    return sums


def groups_table(asked: Question, sums: Sums) -> Any:
    """The groups that hold anybody: area, scheme, status, identity, age band (from 0), then the measures, fen."""
    np, pa = needed("numpy"), needed("pyarrow")
    held = np.flatnonzero(sums.groups[:, 0])
    pack, status, identity, band = group_parts(held)
    columns = {
        "area": [asked.packs[place].area for place in pack], "scheme": [asked.packs[place].scheme for place in pack],
        "status": [WORDS["status"][place] for place in status], "identity": identity, "age_band": band,
    }  # fmt: skip
    return pa.table(columns | {name: sums.groups[held, place] for place, name in enumerate(MEASURES)})


def group_parts(groups: Any) -> tuple[Any, Any, Any, Any]:
    """Of group numbers: pack, status, identity and age band."""
    statuses, identities, bands = GROUP_SIZES
    rest, band = groups // bands, groups % bands
    rest, identity = rest // identities, rest % identities
    return rest // statuses, rest % statuses, identity, band


def _in_order(pool: ThreadPoolExecutor, asked: Question, blocks: Iterable[Making], most: int) -> Iterator[tuple[Years, Sums]]:
    waiting: deque[Future[tuple[Years, Sums]]] = deque()
    for making in blocks:
        waiting.append(pool.submit(_one_block, asked, making))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _one_block(asked: Question, making: Making) -> tuple[Years, Sums]:
    block = making()
    years = compare(block, asked.before, asked.after)
    return years, sums_of(years, asked.before.packs_of(block), len(asked.packs))


class _PeopleFile:
    """Each person's year, appended block by block; keeps nothing when there is no folder."""

    def __init__(self, out: Path | None) -> None:
        self._path = out / PEOPLE_FILE if out is not None else None
        self._writer: Any = None

    def __enter__(self) -> Callable[[Years], None]:
        return self._keep

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def _keep(self, years: Years) -> None:
        if self._path is None:
            return
        table = people_table(years)
        if self._writer is None:
            self._writer = needed("pyarrow.parquet").ParquetWriter(self._path, table.schema, use_dictionary=list(PEOPLE_WORDS))
        self._writer.write_table(table)


def people_table(years: Years) -> Any:
    """One row a person: who, what the year cost, and what everyone paid before and after, fen."""
    pa = needed("pyarrow")
    people = years.people
    columns: dict[str, Any] = {name: people[name] for name in ("person", "area", "age", "identity")}
    for name in ("scheme", "status"):
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(people[name], pa.int8()), pa.array(WORDS[name]))
    columns |= {name: years.cost[:, place] for place, name in enumerate(("bills", "total", "in_scope"))}
    for word, paid in (("before", years.before), ("after", years.after)):
        columns |= {f"{payer}_{word}": paid[:, place] for place, payer in enumerate(PAYERS)}
    return pa.table(columns)
