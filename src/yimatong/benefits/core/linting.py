"""What a pack must not be: without source, with holes or overlaps, above 100 %, with unknown words. One list of problems."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from yimatong.benefits.core.circumstances import CAPPED_DISEASES, HARDSHIP_CLASSES, LEVELS, STATUSES, Care
from yimatong.benefits.core.pack import (
    AdjustRow,
    CeilingRow,
    DeductibleRow,
    For,
    LayerText,
    PackText,
    RateRow,
    WaitingRow,
)
from yimatong.benefits.core.rows import (
    Situation,
    brackets_of,
    deductible_of,
    fitting,
    in_force,
    matches,
    named,
    rate_of,
)
from yimatong.benefits.core.terms import sources_of
from yimatong.benefits.core.walking import DatedRow, ages_of, days_of, editions_of, lists_of, rows_of
from yimatong.benefits.core.year_book import COUNTERS
from yimatong.kernel.money import RATE_ONE, fen_from_yuan

AMOUNT_FEN_MAX = 10**15
"""Ten thousand billion yuan: no amount of one person's law, and no sum of such amounts, leaves 64 bits."""

PLACES = ("local", "registered_elsewhere", "unregistered_elsewhere")
WORDS: dict[str, tuple[object, ...]] = {
    "level": LEVELS,
    "place": PLACES,
    "identity": (0, *HARDSHIP_CLASSES),
    "disease": (*CAPPED_DISEASES, "other"),
    "civil_servant": (False, True),
    "transfer": (False, True),
}
"""The words a row may choose by; `status` depends on the scheme."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a pack: its file, the key in it, a sentence for the clerk, and the line where that is known (else 0)."""

    file: str
    key: str
    sentence: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.sentence}"


def problems_of(file: str, pack: PackText) -> list[Problem]:
    """All problems of a pack, in reading order; empty when it may be law."""
    words = list(_words(pack))
    if words:
        return [Problem(file, key, sentence) for key, sentence in words]
    found = [*_sources(pack), *_values(pack), *_holes(pack), *_bounds(pack), *_silence(pack)]
    return [Problem(file, key, sentence) for key, sentence in found]


def _words(pack: PackText) -> Iterator[tuple[str, str]]:
    statuses = STATUSES[pack.scheme]
    cares = set(Care)
    ids = [layer.id for layer in pack.layers]
    yield from ((f"layers[{name}].id", "有两层用了同一个 id") for name in dict.fromkeys(ids) if ids.count(name) > 1)
    for layer in pack.layers:
        key = f"layers[{layer.id}]"
        yield from ((key, f"不认识的就诊方式 {care}") for care in layer.care if care not in cares)
        yield from _unknown(f"{key}.for", layer.for_, statuses)
        if layer.counter not in COUNTERS:
            yield f"{key}.counter", f"不认识的累计组 {layer.counter}"
        groups = [row.group for row in layer.ceiling if row.group is not None]
        yield from ((f"{key}.ceiling", f"不认识的累计组 {group}") for group in groups if group not in COUNTERS)
    for index, nothing in enumerate(pack.nothing):
        yield from ((f"nothing[{index}]", f"不认识的就诊方式 {care}") for care in nothing.care if care not in cares)
    for key, row in rows_of(pack):
        yield from _unknown(f"{key}.for", row.for_, statuses)


def _unknown(key: str, wanted: For, statuses: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    known = {**WORDS, "status": statuses}
    for field in ("level", "status", "place", "identity", "disease"):
        for word in named(getattr(wanted, field)):
            if word not in known[field]:
                yield f"{key}.{field}", f"不认识的词 {word}，可用的是 {'、'.join(map(str, known[field]))}"


def _sources(pack: PackText) -> Iterator[tuple[str, str]]:
    for name, source in pack.sources.items():
        if source.illustrative and not source.why:
            yield f"sources[{name}]", "标了 illustrative，但没有写 why（还缺什么）"
        if not source.illustrative and not (source.publisher and source.title and source.date):
            yield f"sources[{name}]", "缺发布单位、标题或日期；查到原件以前只能标 illustrative"
        if source.reliability == "C" and not source.illustrative:
            yield f"sources[{name}]", "C 级来源未经核实，只能标 illustrative"
    used: set[str] = set()
    for key, row in rows_of(pack):
        sources = sources_of(row.source)
        used.update(sources)
        if not sources:
            yield f"{key}.source", "数值没有来源"
        yield from ((f"{key}.source", f"来源 {name} 没有列在 sources 里") for name in sources if name not in pack.sources)
    yield from ((f"sources[{name}]", "没有一个数值用到它") for name in pack.sources if name not in used)
    rests = any(pack.sources[name].illustrative for name in used if name in pack.sources)
    if rests != pack.illustrative:
        yield "illustrative", f"应当是 {str(rests).lower()}：{'有' if rests else '没有'}数值只是示意"


def _values(pack: PackText) -> Iterator[tuple[str, str]]:
    for key, row in rows_of(pack):
        if row.from_ and row.to and row.from_ >= row.to:
            yield key, "from 不早于 to，这一行从不生效"
        if row.for_.age_from is not None and row.for_.age_below is not None and row.for_.age_from >= row.for_.age_below:
            yield key, "age_from 不小于 age_below，这一行没有人适用"
        if row.from_ and row.from_ < pack.from_:
            yield key, f"from {row.from_} 早于本包的第一天 {pack.from_}"
        try:
            yield from ((key, sentence) for sentence in _value(row))
        except (ValueError, ArithmeticError) as error:
            yield key, f"数值太细或太大，写不成分或万分之一：{error}"


def _value(row: DatedRow) -> Iterator[str]:
    if isinstance(row, DeductibleRow):
        yield from _deductible(row)
    elif isinstance(row, RateRow):
        yield from _rate(row)
    elif isinstance(row, CeilingRow):
        limits = [limit for limit in (row.limit, row.visit_limit) if limit is not None]
        if row.none == bool(limits):
            yield "封顶线要么写 none，要么写 limit 或 visit_limit"
        if any(not 0 < fen_from_yuan(limit) <= AMOUNT_FEN_MAX for limit in limits):
            yield "封顶线必须大于零，也不能大得不成数"
    elif isinstance(row, AdjustRow):
        shares = [share for share in (row.deductible_factor, row.coefficient, row.first_self_pay) if share is not None]
        if any(not 0 <= rate_of(share) <= RATE_ONE for share in shares) or abs(rate_of(row.points or Decimal(0))) > RATE_ONE:
            yield "调整的比例必须在 0 与 100% 之间"
        if row.raise_ and (fen_from_yuan(row.raise_.per_year) < 0 or not 0 <= rate_of(row.raise_.max_share) <= RATE_ONE):
            yield "连续参保提高的数额不能小于零，比例必须在 0 与 100% 之间"
    elif isinstance(row, WaitingRow) and min(row.fixed_months, row.per_missed_year, row.long_gap_months) < 0:
        yield "等待的月数不能小于零"


def _deductible(row: DeductibleRow) -> Iterator[str]:
    forms = [row.by_admission, row.per_year, row.per_year_share, row.share_of_bill]
    if row.none + sum(form is not None for form in forms) != 1:
        yield "起付线的五种写法只能用一种"
        return
    written = row.by_admission
    if written is not None and not written.amounts and written.first is None:
        yield "按次起付线要有 amounts 或 first"
        return
    amounts = deductible_of(row).amounts
    if not 0 <= min(amounts) <= max(amounts) <= AMOUNT_FEN_MAX:
        yield "起付线小于零，或者大得不成数"
    if row.share_of_bill and rate_of(row.share_of_bill.share) > RATE_ONE:
        yield "起付比例超过 100%"


def _rate(row: RateRow) -> Iterator[str]:
    if (row.rate is None) == (not row.brackets):
        yield "比例要么写 rate，要么写 brackets"
        return
    brackets = brackets_of(row)
    if any(not 0 <= rate <= RATE_ONE for _, rate in brackets):
        yield "支付比例必须在 0 与 100% 之间"
    bounds = [upto for upto, _ in brackets]
    if bounds != sorted(set(bounds)) or bounds[0] <= 0:
        yield "分段的上限必须一段比一段高"
    if any(each.upto is None for each in (row.brackets or [])[:-1]):
        yield "只有最后一段可以不写上限"
    if row.between and fen_from_yuan(row.between.from_) >= fen_from_yuan(row.between.to):
        yield "between 的 from 必须小于 to"


def _bounds(pack: PackText) -> Iterator[tuple[str, str]]:
    """Cost between two bounds needs a layer before it that counts that cost; waiting for itself or a later one is a ring."""
    counted: set[str] = set()
    written = {name for layer in pack.layers for name in (layer.counter, *(row.group for row in layer.ceiling))}
    for layer in pack.layers:
        for index, row in enumerate(layer.rate):
            key = f"layers[{layer.id}].rate[{index}]"
            if (layer.base == "between") != (row.between is not None):
                yield key, "base 是 between 时才写、也必须写 between"
            elif row.between is not None and row.between.of not in counted:
                ring = "，只有它自己或后面的层记：成了一个圈" if row.between.of in written else ""
                yield key, f"前面没有一层把费用记在 {row.between.of} 里{ring}"
        counted |= {layer.counter, *(row.group for row in layer.ceiling if row.group)}


def _holes(pack: PackText) -> Iterator[tuple[str, str]]:
    for layer in pack.layers:
        days = days_of(pack, layer)
        for name, rows in lists_of(layer)[:3]:
            for day, at, identity in product(days, *_situations(pack, layer, rows)):
                if not matches(layer.for_, at, identity):
                    continue
                found = len([row for row in rows if in_force(row.from_, row.to, day) and matches(row.for_, at, identity)])
                if found != 1:
                    fault = "没有一行" if not found else f"有 {found} 行"
                    yield f"layers[{layer.id}].{name}", f"{day} 对 {_told(at, identity)} {fault}生效"
                    break


def _situations(pack: PackText, layer: LayerText, rows: Sequence[DatedRow]) -> tuple[list[Situation], tuple[int, ...]]:
    """All situations that differ in something a row or the layer chooses by."""
    choices = [layer.for_, *(row.for_ for row in rows)]

    def words(field: str) -> tuple[object, ...]:
        known = STATUSES[pack.scheme] if field == "status" else WORDS[field]
        return known if any(getattr(choice, field) is not None for choice in choices) else known[:1]

    fields = [words(field) for field in ("level", "status", "place", "civil_servant", "transfer", "disease")]
    found = [
        Situation("", str(level), str(status), str(place), frozenset(), bool(servant), 0, bool(transfer), str(disease), age=age)
        for age in (0, *ages_of(pack))
        for level, status, place, servant, transfer, disease in product(*fields)
    ]
    identities = (0, *HARDSHIP_CLASSES) if any(choice.identity is not None for choice in choices) else (0,)
    return found, identities


def _told(at: Situation, identity: int) -> str:
    hardship = f"，困难类别 {identity}" if identity else ""
    age = f"，{at.age} 岁起" if at.age else ""
    return f"等级 {at.level}，身份 {at.status}，地点 {at.place}{age}{hardship}"


def _silence(pack: PackText) -> Iterator[tuple[str, str]]:
    """Where no layer applies, a sentence must say that nothing is granted."""
    days = editions_of(pack)
    for care, level, status, place, age in product(Care, LEVELS, STATUSES[pack.scheme], PLACES, (0, *ages_of(pack))):
        at = Situation(care, level, status, place, frozenset(), False, 0, False, "other", age=age)
        for day in days:
            layers = [layer for layer in pack.layers if care in layer.care and in_force(layer.from_, layer.to, day)]
            layered = any(matches(layer.for_, at, 0) for layer in layers)
            if not layered and not fitting([row for row in pack.nothing if care in row.care], day, at, 0):
                yield "nothing", f"{day} 对 {care}，{_told(at, 0)} 既没有一层待遇，也没有一句说明"
                return
