"""From a person's records to the citizen's pages: pure."""

from collections.abc import Sequence
from datetime import date

from yimatong.benefits.core.pack import Pack
from yimatong.kernel.money import Fen
from yimatong.people.core import Cover, PersonRecord, choose_cover
from yimatong.settlement.core.settled import Settlement
from yimatong.web.citizen.views import CoverCard, CoverFacts, CoverPage, VisitRow
from yimatong.web.shared.amounts import grouped
from yimatong.web.shared.drawing import care_of
from yimatong.web.shared.labels import CARE_FACES, HARDSHIP, SCHEMES, STATUSES
from yimatong.web.shared.receipt import Document
from yimatong.web.shared.words import Words

DOCUMENTS_MAX = 12


def cover_today(record: PersonRecord, day: date) -> Cover | None:
    """The cover that pays today, or None."""
    cover = choose_cover(record.covers, day)
    return cover if isinstance(cover, Cover) else None


def cover_card(record: PersonRecord, day: date, areas: dict[str, str], words: Words) -> CoverCard:
    """The cover at a glance; the last one when none is in force."""
    cover = cover_today(record, day)
    if cover is None:
        last = record.covers[-1] if record.covers else None
        place = words.say("{scheme}到 {day} 为止", scheme=words.say(SCHEMES[last.scheme]), day=_end(last, words)) if last else ""
        return CoverCard(words.say("今天不在保"), place, "")
    title = words.say("{scheme}，在保", scheme=words.say(SCHEMES[cover.scheme]))
    until = words.say("保到 {day}", day=words.full_day(cover.until)) if cover.until else words.say(STATUSES[cover.status])
    return CoverCard(title, f"{areas.get(cover.area, cover.area)} · {until}", "在保")


def short_place(record: PersonRecord, day: date, areas: dict[str, str], words: Words) -> str:
    """`福州市 · 居民医保`."""
    cover = cover_today(record, day) or (record.covers[-1] if record.covers else None)
    return f"{areas.get(cover.area, cover.area)} · {words.say(SCHEMES[cover.scheme])}" if cover else ""


def visit_rows(bills: Sequence[Settlement], institutions: dict[str, str], words: Words) -> tuple[VisitRow, ...]:
    """Bills without their reversals; one that was taken back says so."""
    taken_back = {bill.reverses for bill in bills if bill.reverses is not None}
    return tuple(
        VisitRow(
            str(bill.settlement_id),
            CARE_FACES[bill.record.care],
            institutions.get(bill.institution_code, bill.institution_code),
            f"{words.day(bill.service_day)} · {care_of(bill, words)}",
            bill.cash,
            words.say("已退费") if bill.settlement_id in taken_back else words.say("已结算"),
        )
        for bill in bills
        if bill.reverses is None
    )


def funds_of_year(bills: Sequence[Settlement], year: int) -> tuple[Fen, Fen, Fen, int]:
    """(cost, paid by funds, borne by the person, bills that stand) of one insurance year; reversals take back by their sign."""
    mine = [bill for bill in bills if bill.insurance_year == year]
    standing = sum(1 if bill.reverses is None else -1 for bill in mine)
    total, funds = sum(bill.total for bill in mine), sum(bill.funds_total for bill in mine)
    return total, funds, total - funds, standing


def cover_page(
    record: PersonRecord, day: date, areas: dict[str, str], bills: Sequence[Settlement], pack: Pack | None, words: Words
) -> CoverPage:
    """Covers newest first, hardship in force, the year so far, and the documents of the law that applies."""
    total, funds, own, count = funds_of_year(bills, day.year)
    year = (
        (words.say("看病"), words.say("{n} 回", n=count)),
        (words.say("一共花了"), grouped(total)),
        (words.say("基金出了"), grouped(funds)),
        (words.say("您自己担了"), grouped(own)),
    )
    identities = tuple(
        (words.say(HARDSHIP[identity.hardship_class]), words.say("{day}起", day=words.full_day(identity.since)))
        for identity in record.identities
        if identity.in_force(day)
    )
    covers = tuple(_cover_facts(cover, day, areas, words) for cover in reversed(record.covers))
    return CoverPage(covers, identities, year, _papers(pack), pack.illustrative if pack else False)


def _cover_facts(cover: Cover, day: date, areas: dict[str, str], words: Words) -> CoverFacts:
    facts = [
        (words.say("参保地"), areas.get(cover.area, cover.area)),
        (words.say("身份"), words.say(STATUSES[cover.status])),
        (words.say("从哪天起"), words.full_day(cover.since)),
    ]
    if cover.until:
        facts.append((words.say("到哪天止"), words.full_day(cover.until)))
    if cover.employer:
        facts.append((words.say("单位"), cover.employer))
    facts.append((words.say("连续参保"), words.say("{n} 年", n=cover.scheme_years)))
    return CoverFacts(words.say(SCHEMES[cover.scheme]), cover.in_force(day), tuple(facts))


def _papers(pack: Pack | None) -> tuple[Document, ...]:
    """Each published document once, in the pack's order."""
    if pack is None:
        return ()
    known = [Document(paper.title, paper.publisher, paper.date) for paper in pack.documents.values() if paper.title]
    return tuple(dict.fromkeys(known))[:DOCUMENTS_MAX]


def _end(cover: Cover, words: Words) -> str:
    return words.full_day(cover.until) if cover.until else ""
