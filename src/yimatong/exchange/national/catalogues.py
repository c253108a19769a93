"""Catalogue lists as files: 1301 drugs, 1302 herbs, 1307 diagnoses say which file there is, 9102 gives its bytes."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yimatong.catalogue.lists import ListRow
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.messages import FileBytes, Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.spec import TRANSACTIONS
from yimatong.kernel.dates import in_china
from yimatong.kernel.refusals import Reason, refuse

NOTHING = "null"
"""What stands in a column we do not know, as the printed files have it."""
PROMISED_FOR = timedelta(days=30)
"""How long the answer says a file may be fetched; while its version stands it can always be made again."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time within the archive: the same list is the same bytes."""
INFNO_LENGTH = 4
YES, NO = "1", "0"

Cell = Callable[[ListRow], str]


class CatalogueFileReason(Reason):
    """Why a file is not given."""

    FILE_UNKNOWN = "没有这个文件，或目录已有新版本，请重新查询"


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as a file: its kind in the catalogue, the imports that make it new, and what fills the columns we know."""

    kind: str
    loaded_as: tuple[str, ...]
    cells: dict[str, Cell]


def _until(row: ListRow) -> str:
    return row.valid_to.isoformat() if row.valid_to else NOTHING


DATED: dict[str, Cell] = {
    "开始日期": lambda row: row.valid_from.isoformat(),
    "结束日期": _until,
    "生效时间": lambda row: row.valid_from.isoformat(),
    "失效时间": _until,
    "有效标志": lambda _: YES,
    "唯一记录号": lambda row: row.code,
}
DRUG: dict[str, Cell] = {
    "医疗目录编码": lambda row: row.code,
    "药品通用名": lambda row: row.name,
    "注册名称": lambda row: row.name,
    "药品剂型名称": lambda row: row.dosage_form,
    "最小使用单位": lambda row: row.unit,
    "限制使用范围": lambda row: row.restriction,
    "限制使用标志": lambda row: YES if row.limited else NO,
    "国家医保药品目录甲乙类标识": lambda row: row.list_class,
}
HERB: dict[str, Cell] = {"医疗目录编码": lambda row: row.code, "单味药名称": lambda row: row.name}
DIAGNOSIS: dict[str, Cell] = {"诊断代码": lambda row: row.code, "诊断名称": lambda row: row.name, "使用标记": lambda _: YES}
FILES = {
    "1301": ListFile("drugs", ("prices", "drugs", "drug_codes"), DATED | DRUG),
    "1302": ListFile("herbal", ("prices",), DATED | HERB),
    "1307": ListFile("diagnoses", ("diagnoses",), DATED | DIAGNOSIS),
}


@dataclass(frozen=True, slots=True)
class Archive:
    """A list as it stood on a day: a ZIP with one text file of tab-separated lines."""

    content: bytes
    row_count: int


@dataclass(slots=True)
class Shelf:
    """The latest archive of each list. Lists are public and the same for every institution."""

    latest: dict[str, tuple[str, date, Archive]] = field(default_factory=dict)

    async def offer(self, rooms: Rooms, message: Message) -> Outputs:
        """1301, 1302 and 1307: which file holds the list as it stands today. The whole list, whatever `ver` the sender has."""
        infno = message.envelope.infno
        version = await version_of(rooms, infno)
        archive = await self.archive(rooms, infno, version)
        until = in_china(rooms.now).date() + PROMISED_FOR
        named = {"file_qury_no": f"{infno}{version}", "filename": f"{infno}_{version}.zip"}
        return {"": {**named, "data_cnt": archive.row_count, "dld_end_time": until, "dld_endtime": until}}

    async def give(self, rooms: Rooms, message: Message) -> FileBytes:
        """9102: the bytes of a file that was offered. Refused: FILE_UNKNOWN, also when the list is newer now."""
        number = message.one("fsDownloadIn").text("file_qury_no")
        infno, version = number[:INFNO_LENGTH], number[INFNO_LENGTH:]
        if infno not in FILES or version != await version_of(rooms, infno):
            raise refuse(CatalogueFileReason.FILE_UNKNOWN, "file_qury_no", number)
        return FileBytes((await self.archive(rooms, infno, version)).content)

    async def archive(self, rooms: Rooms, infno: str, version: str) -> Archive:
        """The list of today, packed once per version and day."""
        today = in_china(rooms.now).date()
        kept = self.latest.get(infno)
        if kept is not None and kept[:2] == (version, today):
            return kept[2]
        rows = [row async for row in rooms.catalogue.list_rows(FILES[infno].kind, today)]
        packed = await asyncio.to_thread(pack, infno, version, rows)
        self.latest[infno] = (version, today, packed)
        return packed


async def version_of(rooms: Rooms, infno: str) -> str:
    """A text that changes whenever the list is loaded anew; 0 when nothing was ever loaded."""
    return await rooms.catalogue.version(FILES[infno].loaded_as) or "0"


def pack(infno: str, version: str, rows: Iterable[ListRow]) -> Archive:
    """The printed columns in their order, one line per row; what we do not know is `null`."""
    cells = FILES[infno].cells | {"版本号": lambda _: version, "版本名称": lambda _: version}
    columns = [cells.get(column, lambda _: NOTHING) for column in TRANSACTIONS[infno].file_columns]
    lines = ["\t".join([cell(row) or NOTHING for cell in columns]) for row in rows]
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        info = ZipInfo(f"{infno}_{version}.txt", LONG_AGO)
        archive.writestr(info, "".join(line + "\n" for line in lines), ZIP_DEFLATED)
    return Archive(content.getvalue(), len(lines))


def offers() -> dict[str, Offer]:
    """These transactions, over a shelf of their own. A list is read in a transaction, so that it is of one piece."""
    shelf = Shelf()
    return {**dict.fromkeys(FILES, Offer(Kind.ACT, shelf.offer)), "9102": Offer(Kind.ACT, shelf.give)}
