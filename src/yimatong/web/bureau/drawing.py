"""From the day's figures to the bureau's board: pure."""

from collections.abc import Sequence
from datetime import datetime

from yimatong.board.core import BillRow, Books, DayFigures
from yimatong.kernel.dates import in_china, wall_clock
from yimatong.kernel.money import Fen
from yimatong.ledger.core import Posting
from yimatong.people.core import masked_name
from yimatong.web.bureau.views import Board, LiveRow, PostingRow, Sum
from yimatong.web.shared.amounts import grouped
from yimatong.web.shared.charts import hour_columns
from yimatong.web.shared.labels import FUNDS, PAYABLE_GROUPS, SCHEMES, SHORT_SCHEMES, medical_type
from yimatong.web.shared.receipt import PAYERS
from yimatong.web.shared.words import Words

ACCOUNT_GROUPS = {
    "fund": "基金", "personal": "个人账户", "pocket": "参保人口袋里的现金",
    "payable": "应付医院药店", "cash": "医院药店收的现金", "contributions": "个人账户划入",
}  # fmt: skip
"""The ledger's kinds of accounts in the words of the board."""


def board_of(
    area: str, figures: DayFigures, rows: Sequence[BillRow], books: Books, now: datetime, words: Words,
) -> Board:  # fmt: skip
    """The live day of an area: figures and rows are the area's, the books are the whole platform's since it began."""
    funds_total = sum(figures.funds.values())
    hour = in_china(now).hour
    counts = tuple(figures.hours.get(at, 0) for at in range(hour + 1))
    busiest = max(range(hour + 1), key=lambda at: counts[at])
    return Board(
        area=area,
        bills=figures.bills,
        reversals=figures.reversals,
        total=figures.total,
        average=words.say("平均每笔 {amount}", amount=grouped(figures.total // (figures.bills or 1))),
        funds_share=words.say("占 {share}%", share=_share_text(funds_total, figures.total)),
        cash=figures.cash,
        funds=_fund_sums(figures.funds, words),
        payables=_payable_sums(figures.owed, words),
        accounts=_account_sums(books, words),
        debits=books.received,
        gap=books.difference,
        checked=wall_clock(now)[11:],
        rows=tuple(live_row(row, words) for row in rows),
        hours=hour_columns(counts),
        hours_label=words.say("每小时结算笔数，{hour} 点最多，{n} 笔", hour=busiest, n=counts[busiest]),
    )


def _share_text(part: Fen, whole: Fen) -> str:
    """A share in per cent with one place, of whole numbers only."""
    if whole <= 0:
        return "0.0"
    tenths = (part * 1000 + whole // 2) // whole
    return f"{tenths // 10}.{tenths % 10}"


def _fund_sums(funds: dict[str, Fen], words: Words) -> tuple[Sum, ...]:
    named = {name: (chinese, key) for name, key, chinese, _ in PAYERS}
    return tuple(
        Sum(words.say(named[name][0]), amount, named[name][1]) for name, amount in funds.items() if amount or name == "basic"
    )


def _payable_sums(owed: dict[str, Fen], words: Words) -> tuple[Sum, ...]:
    sums = dict.fromkeys(("三级医院", "二级医院", "基层", "药店"), 0)
    for level, amount in owed.items():
        sums[PAYABLE_GROUPS[level]] += amount
    return tuple(Sum(words.say(name), amount) for name, amount in sums.items())


def _account_sums(books: Books, words: Words) -> tuple[Sum, ...]:
    """Every kind of account with what it holds, in the order of the words."""
    kinds = [kind for kind in (*ACCOUNT_GROUPS, *(books.kinds.keys() - ACCOUNT_GROUPS.keys())) if kind in books.kinds]
    held = {kind: received - given for kind, (received, given) in books.kinds.items()}
    return tuple(Sum(words.say(ACCOUNT_GROUPS.get(kind, kind)), held[kind]) for kind in kinds)


def live_row(row: BillRow, words: Words) -> LiveRow:
    """One line of the stream."""
    scheme = words.say(SHORT_SCHEMES.get(row.scheme, row.scheme))
    mark, state = "done", words.say("已结算")
    if row.reverses is not None:
        mark, state = "stop", words.say("退费")
    elif row.taken_back:
        mark, state = "off", words.say("已退费")
    return LiveRow(
        str(row.settlement_id),
        wall_clock(row.settled_at)[11:],
        row.institution,
        masked_name(row.person),
        f"{scheme} · {words.say(medical_type(row.medical_type))}",
        row.total,
        row.funds,
        row.account,
        row.cash,
        mark,
        state,
    )


def posting_rows(postings: Sequence[Posting], names: dict[str, str], words: Words) -> tuple[PostingRow, ...]:
    """Postings with their accounts in words. `names` are areas and institutions by code."""
    return tuple(PostingRow(*_account_words(posting.account, names, words), posting.amount) for posting in postings)


def _account_words(account: str, names: dict[str, str], words: Words) -> tuple[str, str]:
    kind, _, rest = account.partition("/")
    owner, _, part = rest.partition("/")
    if kind == "fund":
        scheme = {"basic-employee": SCHEMES["310"], "basic-resident": SCHEMES["390"]}.get(part, "")
        fund = words.say(FUNDS[part][0]) + (f" · {words.say(scheme)}" if scheme else "")
        return fund, names.get(owner, owner)
    if kind in ("payable", "cash"):
        return words.say(ACCOUNT_GROUPS[kind]), " · ".join(text for text in (names.get(owner, owner), part) if text)
    return words.say(ACCOUNT_GROUPS.get(kind, kind)), ""
