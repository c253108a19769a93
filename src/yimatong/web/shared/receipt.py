"""The receipt as every audience prints it: what it cost, who paid, how it was counted, item by item. Values only."""

from dataclasses import dataclass

from yimatong.kernel.money import Fen
from yimatong.web.shared.amounts import grouped, per_hundred
from yimatong.web.shared.charts import Segment, bar_segments
from yimatong.web.shared.words import Words

PAYERS: tuple[tuple[str, str, str, str], ...] = (
    ("basic", "basic", "统筹基金", "大家一起交的"),
    ("large_cost", "cat", "职工大额", "花得多再报一次"),
    ("catastrophic", "cat", "大病保险", "花得多再报一次"),
    ("civil_servant", "supp", "公务员补助", "单位一起交的"),
    ("enterprise", "supp", "企业补充", "单位一起交的"),
    ("assistance", "aid", "医疗救助", "给困难家庭兜底"),
    ("disabled", "supp", "伤残保障", "伤残人员的保障"),
    ("other", "supp", "其他基金", "别的补充保障"),
    ("hospital", "supp", "医院承担", "按病种多出的归医院"),
    ("account", "acct", "个人账户", "您以前攒的"),
    ("cash", "cash", "现金", "您自己掏的"),
)
"""Who may pay, in the order of the bar: our name, the colour key, the Chinese name, what it is in plain words."""

OWN = ("account", "cash")


@dataclass(frozen=True, slots=True)
class Payer:
    """One payer's row. `key` names its colour and shape; `amount` is fen."""

    key: str
    name: str
    note: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Document:
    """The paper a step rests on. `day` is as printed, or ""."""

    title: str
    publisher: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the count, ending in what is left. `taken` shows the amount as a deduction; `key` is who paid, or ""."""

    title: str
    texts: tuple[str, ...]
    amount: Fen | None
    left_label: str = ""
    left: Fen | None = None
    key: str = ""
    taken: bool = False
    documents: tuple[Document, ...] = ()
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One item: its name, `2 盒 × 7.35`, its amount and the part the person bears before any fund looks at it."""

    name: str
    quantity: str
    amount: Fen
    own: Fen
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineGroup:
    """All items of one class. `own_title` is "" where the second column would repeat the amount."""

    label: str
    note: str
    own_title: str
    amount: Fen
    own: Fen
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A whole receipt. The payers add up to `total`, so do the groups; `cash` is what is left to pay."""

    settlement_id: str
    title: str
    institution: str
    when: str
    person: str
    settled: bool
    total: Fen
    cash: Fen
    payers: tuple[Payer, ...]
    segments: tuple[Segment, ...]
    bar_label: str
    per_hundred: str
    steps: tuple[Step, ...]
    groups: tuple[LineGroup, ...]
    aloud: str

    @property
    def line_count(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def illustrative(self) -> bool:
        return any(step.illustrative for step in self.steps)


def payer_rows(paid: dict[str, Fen], words: Words) -> tuple[Payer, ...]:
    """Rows of every payer with an amount, cash always, from our names of payers to fen."""
    unknown = paid.keys() - {name for name, _, _, _ in PAYERS}
    assert not unknown, f"payers without a row: {unknown}"
    return tuple(
        Payer(key, words.say(chinese), chinese if words.language == "en" else note, paid.get(name, 0))
        for name, key, chinese, note in PAYERS
        if paid.get(name, 0) or name == "cash"
    )


def payer_segments(payers: tuple[Payer, ...]) -> tuple[Segment, ...]:
    """The bar of those rows."""
    return bar_segments(tuple((payer.key, payer.amount) for payer in payers))


def bar_label(payers: tuple[Payer, ...]) -> str:
    """`统筹基金 53%，现金 47%`, for who cannot see the bar."""
    shares = per_hundred(tuple(payer.amount for payer in payers)) if payers else ()
    return "，".join(f"{payer.name} {share}%" for payer, share in zip(payers, shares, strict=True) if payer.amount)


def hundred_sentence(paid: dict[str, Fen], words: Words) -> str:
    """Of every 100 yuan, who paid how many; "" for a bill of nothing or one that gives money back."""
    cash, account = paid.get("cash", 0), paid.get("account", 0)
    funds = sum(amount for name, amount in paid.items() if name not in OWN)
    if min(funds, account, cash) < 0 or funds + account + cash <= 0:
        return ""
    parts = per_hundred((funds, account, cash))
    if account:
        return words.say("每 100 元里，医保和救助出了约 {funds} 元，个人账户出了约 {account} 元，现金约 {cash} 元。",
                         funds=parts[0], account=parts[1], cash=parts[2])  # fmt: skip
    return words.say("每 100 元里，医保和救助出了约 {funds} 元，现金约 {cash} 元。", funds=parts[0], cash=parts[2])


def aloud(title: str, total: Fen, paid: dict[str, Fen], words: Words) -> str:
    """What the page says when it is asked to read itself: the three numbers that matter."""
    funds = sum(amount for name, amount in paid.items() if name not in OWN)
    return words.say("{title}，一共花了 {total} 元。医保和救助出了 {funds} 元，您自己掏 {cash} 元。",
                     title=title, total=grouped(total), funds=grouped(funds), cash=grouped(paid.get("cash", 0)))  # fmt: skip


def aloud_before(title: str, total: Fen, paid: dict[str, Fen], words: Words) -> str:
    """The same before anything was done."""
    funds = sum(amount for name, amount in paid.items() if name not in OWN)
    return words.say("{title}，大约一共 {total} 元。医保和救助出 {funds} 元，您自己掏 {cash} 元。",
                     title=title, total=grouped(total), funds=grouped(funds), cash=grouped(paid.get("cash", 0)))  # fmt: skip


CLASS_NOTES = {"甲": "全部进医保", "乙": "自己先付一部分", "丙": "医保不管，全自费"}


def line_groups(lines: tuple[tuple[str, ReceiptLine], ...], words: Words) -> tuple[LineGroup, ...]:
    """Groups 甲, 乙, 丙 of (class, line), each with its sums; a class without lines is left out."""
    groups = []
    for list_class, note in CLASS_NOTES.items():
        mine = tuple(line for found, line in lines if found == list_class)
        if not mine:
            continue
        amount, own = sum(line.amount for line in mine), sum(line.own for line in mine)
        own_title = "" if list_class == "丙" or not own else words.say("您先付")
        groups.append(LineGroup(words.say(list_class + "类"), words.say(note), own_title, amount, own, mine))
    return tuple(groups)


def own_step(paid: dict[str, Fen], title: str, text: str, words: Words) -> Step:
    """The last step: what stays with the person, what the account paid of it, and the cash that is left."""
    account, cash = paid.get("account", 0), paid.get("cash", 0)
    used = words.say("先用您个人账户里攒的 {amount} 元。", amount=grouped(account)) if account else words.say("没有用个人账户。")
    return Step(title, (text, used), account + cash, words.say("最后您掏"), cash)
