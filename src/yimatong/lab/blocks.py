"""People and their year of bills as columns, and the Parquet file they travel in, read and written piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yimatong.benefits.core.circumstances import CAPPED_DISEASES, EMPLOYEE, LEVELS, RESIDENT, STATUSES, Care, Place
from yimatong.kernel.refusals import Refusal, Refused
from yimatong.lab.batch import Array
from yimatong.lab.core.reasons import LabReason
from yimatong.lab.extra import needed

STATUS_NAMES = (*STATUSES[EMPLOYEE], *STATUSES[RESIDENT])
WORDS: dict[str, tuple[str, ...]] = {
    "scheme": (EMPLOYEE, RESIDENT),
    "status": STATUS_NAMES,
    "care": tuple(care.value for care in Care),
    "disease": ("", *CAPPED_DISEASES),
    "level": LEVELS,
    "place": tuple(place.value for place in Place),
}
"""What a word column may say; inside, a word is its place in the tuple."""

OF_PERSON = ("area", "scheme", "status", "identity", "civil_servant", "age")
OF_BILL = ("care", "disease", "level", "place")
AMOUNTS = ("in_scope", "first_self_pay", "outside", "essential_in_scope", "case_price", "total", "stay_days")
BATCH_ROWS = 250_000
PERSON_BILLS_MAX = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some people with all their bills. `people` holds one entry a person, `bills` one entry a bill, by person and day.

    people: `person` int64, `area` int32 (350100), `scheme` `status` `identity` `civil_servant` int8, `age` int16 ·
    bills: `person` int32 (row in people), `day` int32 (days since 1970), `care` `disease` `level` `place` int8,
    `amounts` int32 (bills, 7) in the order of AMOUNTS, fen and days.
    """

    people: dict[str, Array]
    bills: dict[str, Array]

    def __len__(self) -> int:
        return len(self.bills["person"])


def schema() -> Any:
    """The columns of a bill file: `number` is the bill's place in the person's year, words are words, `service_day` is a date,
    amounts are fen."""
    pa = needed("pyarrow")
    words = [(name, pa.dictionary(pa.int8(), pa.string())) for name in ("scheme", "status")]
    cares = [(name, pa.dictionary(pa.int8(), pa.string())) for name in OF_BILL]
    person = [("person", pa.int64()), ("number", pa.int32()), ("area", pa.int32()), *words]
    person += [("identity", pa.int8()), ("civil_servant", pa.bool_()), ("age", pa.int16())]
    return pa.schema([*person, ("service_day", pa.date32()), *cares, *[(name, pa.int32()) for name in AMOUNTS]])


def table_of(block: Block) -> Any:
    """A block as an Arrow table of that schema."""
    pa = needed("pyarrow")
    rows, people, bills = block.bills["person"], block.people, block.bills
    columns: dict[str, Any] = {"person": people["person"][rows], "service_day": pa.array(bills["day"]).cast(pa.date32())}
    columns["number"] = _numbered(rows)
    for name in OF_PERSON:
        columns[name] = people[name][rows]
    columns["civil_servant"] = columns["civil_servant"].astype(bool)
    for name in ("scheme", "status", *OF_BILL):
        codes = bills[name] if name in OF_BILL else columns[name]
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(WORDS[name]))
    columns |= {name: bills["amounts"][:, place] for place, name in enumerate(AMOUNTS)}
    return pa.table([columns[name] for name in schema().names], schema())


def write_blocks(path: Path, blocks: Iterator[Block]) -> int:
    """Writes the bills of all blocks, a row group a block. Returns the number of bills."""
    count = 0
    with needed("pyarrow.parquet").ParquetWriter(path, schema()) as writer:
        for block in blocks:
            writer.write_table(table_of(block))
            count += len(block)
    return count


def read_blocks(path: Path, rows: int = BATCH_ROWS) -> Iterator[Block]:
    """The file, about `rows` bills at a time, never cutting a person's bills apart: memory does not grow with the file.

    Bills must stand by person and day. Raises `Refused` naming the column that is missing, of another kind or out of order.
    """
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        found = parquet.read_schema(path).names
    except (OSError, pa.ArrowInvalid) as error:
        raise unfit(path.name, str(error)) from error
    for name in schema().names:
        if name not in found:
            raise unfit(name, f"{path.name} 没有这一列")
    file = parquet.ParquetFile(path, read_dictionary=["scheme", "status", *OF_BILL])
    return blocks_of(file.iter_batches(rows, columns=schema().names), rows)


def blocks_in(path: Path, rows: int = BATCH_ROWS) -> int:
    """About how many blocks `read_blocks` will make of the file; at least one."""
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        return int(parquet.read_metadata(path).num_rows) // rows + 1
    except (OSError, pa.ArrowInvalid) as error:
        raise unfit(path.name, str(error)) from error


def blocks_of(batches: Iterable[Any], rows: int = BATCH_ROWS) -> Iterator[Block]:
    """Blocks of at least `rows` bills (the last may be smaller) from Arrow record batches that stand by person."""
    pa = needed("pyarrow")
    held = [schema().empty_table()]
    for batch in batches:
        held.append(as_schema(pa.Table.from_batches([batch])))
        if sum(map(len, held)) < rows:
            continue
        table = pa.concat_tables(held)
        end = _last_person_begins(table)
        if len(table) - end > PERSON_BILLS_MAX:
            raise unfit("person", f"一个人有 {PERSON_BILLS_MAX:,} 张以上的账单")
        if end:
            yield block_of(table.slice(0, end))
        held = [table.slice(end).combine_chunks()]
    table = pa.concat_tables(held)
    if len(table):
        yield block_of(table)


def as_schema(table: Any) -> Any:
    """The table's columns in our order and kinds; `Refused` names a column that cannot be turned into its kind."""
    pa = needed("pyarrow")
    columns = []
    for field in schema():
        try:
            column = table[field.name].combine_chunks()
            if pa.types.is_dictionary(field.type):
                columns.append(column if pa.types.is_dictionary(column.type) else column.cast("string").dictionary_encode())
            else:
                columns.append(column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise unfit(field.name, str(error)) from error
        if columns[-1].null_count:
            raise unfit(field.name, "有空着的值")
    for place, field in enumerate(schema()):
        if pa.types.is_dictionary(field.type):
            columns[place] = _in_our_words(field.name, columns[place])
    return pa.table(columns, schema())


def block_of(table: Any) -> Block:
    """A block of a table of that schema whose bills stand by person and day."""
    np = needed("numpy")
    person, day = _numbers(table, "person"), _numbers(table, "service_day", "int32")
    if len(person) > 1:
        step, later = np.diff(person), np.diff(day)
        if (step < 0).any() or ((step == 0) & (later < 0)).any():
            raise unfit("person", "账单要按人、按日期排好")
    starts = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]]))
    rows = np.cumsum(np.concatenate([[0], person[1:] != person[:-1]])).astype(np.int32)
    people = {name: _codes(table, name)[starts] for name in OF_PERSON} | {"person": person[starts]}
    amounts = np.column_stack([_numbers(table, name) for name in AMOUNTS]).astype(np.int32)
    _must_be_sound(amounts)
    return Block(people, {"person": rows, "day": day, "amounts": amounts} | {name: _codes(table, name) for name in OF_BILL})


def unfit(field: str, detail: str) -> Refused:
    """A file that cannot be used, named by column."""
    return Refused(Refusal(LabReason.FILE_UNFIT, field, detail))


def _must_be_sound(amounts: Array) -> None:
    if len(amounts) and int(amounts.min()) < 0:
        raise unfit(AMOUNTS[int(amounts.min(0).argmin())], "金额和天数不能是负数")
    parts = amounts[:, :3].sum(1, dtype="int64")
    if (parts != amounts[:, 5]).any():
        raise unfit("total", "要等于 in_scope + first_self_pay + outside")
    if (amounts[:, 3] > amounts[:, 0]).any():
        raise unfit("essential_in_scope", "是 in_scope 的一部分，不能比它大")


def _numbered(rows: Array) -> Array:
    """0, 1, 2 … within each person's bills."""
    np = needed("numpy")
    places = np.arange(len(rows), dtype=np.int32)
    return places - places[np.searchsorted(rows, rows, side="left")] if len(rows) else places


def _last_person_begins(table: Any) -> int:
    person = _numbers(table, "person")
    if not len(person):
        return 0
    others = needed("numpy").flatnonzero(person != person[-1])
    return int(others[-1]) + 1 if len(others) else 0


def _in_our_words(name: str, column: Any) -> Any:
    np, pa = needed("numpy"), needed("pyarrow")
    known = WORDS[name]
    words = column.dictionary.to_pylist()
    indices = column.indices.to_numpy(zero_copy_only=False)
    for place in np.unique(indices):
        if words[place] not in known:
            raise unfit(name, f"不认识“{words[place]}”；可以是 {'、'.join(word or '空' for word in known)}")
    ours = np.array([known.index(word) if word in known else 0 for word in words] or [0], np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(ours[indices], pa.int8()), pa.array(known))


def _codes(table: Any, name: str) -> Array:
    column = table[name].combine_chunks()
    if name in WORDS:
        return column.indices.to_numpy(zero_copy_only=False)
    numbers = column.to_numpy(zero_copy_only=False)
    return numbers.astype("int8") if name == "civil_servant" else numbers


def _numbers(table: Any, name: str, through: str = "") -> Array:
    column = table[name].combine_chunks()
    return (column.cast(through) if through else column).to_numpy(zero_copy_only=False)
