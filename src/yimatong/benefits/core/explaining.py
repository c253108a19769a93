"""Why each amount is what it is, in plain words. Every amount comes out of the trace, the bill and the shares."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yimatong.benefits.core.bill import Bill, Shares
from yimatong.benefits.core.phrases import FUND_WORDS, IDENTITY_WORDS, LEVEL_WORDS, PHRASES
from yimatong.benefits.core.trace import BracketPart, DeductiblePart, Document, Step, Trace

Language: TypeAlias = Literal["zh", "en"]
CLASSES = Document(title="基本医疗保险用药管理暂行办法，第 25 条", illustrative=True, why="条文引自转述，原件待核")
"""Where classes A, B and C come from; quoted on a legal question site."""

TOLD_UNPAID = ("catastrophic", "assistance")
"""Layers that are told even when they pay nothing: the reader waits for them."""

LESS = {"registered_elsewhere": "away_registered", "unregistered_elsewhere": "away"}
"""Place → why the rate is lower there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One step of the explanation. `amount` fen are set aside, borne or paid here, `left_after` fen go on to the next step.

    `kind` is aside, hospital, detour, nothing, deductible, ceiling, a layer's kind, or own.
    """

    kind: str
    title: str
    text: str
    amount: int
    left_after: int
    documents: tuple[Document, ...] = ()

    @property
    def document(self) -> Document | None:
        """The first document the step rests on."""
        return self.documents[0] if self.documents else None

    @property
    def illustrative(self) -> bool:
        """Whether the step rests on a placeholder."""
        return any(document.illustrative for document in self.documents)


def explain(trace: Trace, bill: Bill, shares: Shares, language: Language = "zh") -> list[Sentence]:
    """The sentences of one settlement, in the order in which the money was worked out."""
    return list(_Teller(trace, bill, shares, language).sentences())


class _Teller:
    """Tells one settlement; knows the burden still left in scope as it goes on."""

    def __init__(self, trace: Trace, bill: Bill, shares: Shares, language: Language) -> None:
        self.trace, self.bill, self.shares = trace, bill, shares
        self.phrases = PHRASES[language]
        self.language = language
        self.left = bill.in_scope

    def sentences(self) -> Iterator[Sentence]:
        yield from self.before_the_funds()
        if not self.trace.steps:
            yield self.nothing()
        for step in self.trace.steps:
            if step.kind == "basic":
                yield from self.basic(step)
            elif step.payment or step.kind in TOLD_UNPAID:
                yield self.further(step)
        yield self.own()

    def say(self, phrase: str, *values: object) -> str:
        return self.phrases[phrase].format(*values)

    def before_the_funds(self) -> Iterator[Sentence]:
        aside = self.bill.total - self.bill.in_scope
        if aside:
            scopes = ("full_self_pay", "first_self_pay", "over_ceiling")
            parts = [self.say(scope, yuan(getattr(self.bill, scope))) for scope in scopes if getattr(self.bill, scope)]
            text = self.phrases["join"].join(parts) + self.phrases["stop"]
            text = text[0].upper() + text[1:]
            yield Sentence("aside", self.phrases["aside"], text, aside, self.left, (CLASSES,))
        if self.shares.hospital:
            self.left -= self.shares.hospital
            text = self.say("hospital_text", yuan(self.shares.hospital))
            yield Sentence("hospital", self.phrases["hospital"], text, self.shares.hospital, self.left, self.behind_basic())
        if self.trace.detour:
            self.left -= self.trace.detour
            text = self.say("detour_text", percent(self.trace.detour_rate), yuan(self.trace.detour))
            yield Sentence("detour", self.phrases["detour"], text, self.trace.detour, self.left, self.behind_basic())

    def nothing(self) -> Sentence:
        said = self.trace.nothing_zh if self.language == "zh" else self.trace.nothing_en
        text = said or self.phrases["no_scope"]
        return Sentence("nothing", self.phrases["nothing"], text, 0, self.left, self.trace.documents if said else (CLASSES,))

    def basic(self, step: Step) -> Iterator[Sentence]:
        counted = self.left
        if step.ceiling and step.ceiling.of == "cost" and step.ceiling.cut:
            counted -= step.ceiling.cut
            yield self.cost_ceiling(step, counted)
        if step.deductible:
            counted -= step.deductible.taken
            yield self.deductible(step, counted)
        self.left -= step.payment
        own = self.say("own_so_far", yuan(self.left)) if self.left and step is not self.trace.steps[-1] else ""
        if not step.brackets:
            reason = "all_deductible" if step.deductible and step.deductible.taken else "all_above"
            title, text = self.say("pays_nothing", self.fund(step)), self.joined(self.phrases[reason], own)
            yield Sentence("basic", title, text, 0, self.left, self.behind(step))
            return
        text = self.joined(self.shared(step), self.changes(step), self.cuts(step), own)
        yield Sentence("basic", self.title(step, "pays"), text, step.payment, self.left, self.behind(step))

    def cost_ceiling(self, step: Step, counted: int) -> Sentence:
        ceiling = step.ceiling
        assert ceiling is not None
        amounts = (whole(ceiling.limit), yuan(ceiling.used), yuan(ceiling.cut))
        text = self.say("cost_ceiling_text", self.fund(step), *amounts)
        return Sentence("ceiling", self.phrases["cost_ceiling"], text, ceiling.cut, counted, self.documents(ceiling.documents))

    def deductible(self, step: Step, counted: int) -> Sentence:
        part = step.deductible
        assert part is not None
        owed = part.full - part.used
        if part.per == "admission":
            text = self.by_admission(part.once or part.full, part.first, part.admission)
        elif part.per == "year":
            text = self.by_year(part, owed)
        else:
            text = self.say("bill_taken", percent(part.rate), whole(part.least), whole(part.most), yuan(part.full))
        due = part.once or part.full
        if part.ordinary > due and part.per != "bill":
            text = self.joined(text, self.say("reduced", whole(part.ordinary), whole(due)))
        if part.once:
            times = (part.again_after_days, whole(part.once), part.full // part.once, whole(part.full))
            text = self.joined(text, self.say("due_again", *times))
        text = self.joined(text, *self.not_all(step, part, owed))
        title = self.phrases["deductible" if part.taken else "deductible_none"]
        return Sentence("deductible", title, text, part.taken, counted, self.documents(part.documents))

    def not_all(self, step: Step, part: DeductiblePart, owed: int) -> Iterator[str]:
        """Why less was taken than is due: essential drugs know none, the year has had enough, or the bill is smaller."""
        cut = step.ceiling.cut if step.ceiling and step.ceiling.of == "cost" else 0
        spared = self.bill.in_scope_without_deductible if part.spares else 0
        if spared and owed > 0:
            yield self.say("essential", yuan(spared))
        if part.per != "year" and part.taken < owed:
            capped = part.year_max and part.taken < step.base - cut - spared
            amounts = (whole(part.year_max), yuan(part.year_max - part.taken), yuan(part.taken))
            yield self.say("year_capped", *amounts) if capped else self.say("spared", yuan(part.taken))

    def by_year(self, part: DeductiblePart, owed: int) -> str:
        if owed <= 0:
            return self.say("year_full", whole(part.full))
        if not part.used:
            return self.say("year_first", whole(part.full), yuan(part.taken))
        return self.say("year_taken", whole(part.full), yuan(part.used), yuan(part.taken))

    def by_admission(self, full: int, first: int, number: int) -> str:
        level = LEVEL_WORDS[self.language][self.trace.level]
        if not full:
            return self.say("admission_free", number) if first else self.phrases["admission_spared"]
        if number == 1:
            return self.say("admission_first", level, whole(full))
        if full == first:
            return self.say("admission_each", level, whole(full))
        return self.say("admission_later", level, whole(first), number, whole(full))

    def further(self, step: Step) -> Sentence:
        if step.looks_at != "out_of_scope":
            self.left = max(0, self.left - step.payment)
        left = self.left if step.looks_at != "out_of_scope" else step.base - step.payment
        if step.kind == "catastrophic":
            text, title = self.catastrophic(step)
        elif step.kind in ("assistance", "tilt") and len(step.brackets) <= 1:
            text, title = self.aid(step)
        else:
            text, title = self.joined(self.looked_at(step), self.shared(step)), self.title(step, "again")
        text = self.joined(self.ceiling_of_cost(step), text, self.cuts(step))
        return Sentence(step.kind, title, text, step.payment, left, self.behind(step))

    def ceiling_of_cost(self, step: Step) -> str:
        ceiling = step.ceiling
        if ceiling is None or ceiling.of != "cost" or not ceiling.cut:
            return ""
        return self.say("cost_ceiling_text", self.fund(step), whole(ceiling.limit), yuan(ceiling.used), yuan(ceiling.cut))

    def catastrophic(self, step: Step) -> tuple[str, str]:
        part = step.deductible
        lead = self.say("carried", yuan(step.carried), yuan(step.carried + step.base))
        if not step.carried:
            lead = self.say("carried_first", yuan(step.base))
        if part is not None:
            lead = self.joined(lead, self.threshold(step, part))
        if not step.brackets:
            missing = (part.full - part.used - part.taken) if part else 0
            return self.joined(lead, self.say("short_of", yuan(missing))), self.say("not_reached", self.fund(step))
        tilted = ""
        if step.points > 0:
            tilted = self.say("tilted", percent(step.brackets[-1].rate - step.points), points(step.points))
        told = self.joined(lead, self.above(step), tilted) + self.phrases["stop"]
        return told, self.title(step, "again")

    def threshold(self, step: Step, part: DeductiblePart) -> str:
        if part.ordinary > part.full:
            identity = IDENTITY_WORDS[self.language].get(step.identity, "")
            return self.say("threshold_reduced", whole(part.ordinary), identity, whole(part.full))
        return self.say("threshold", whole(part.full))

    def above(self, step: Step) -> str:
        amount = yuan(sum(each.amount for each in step.brackets))
        if len(step.brackets) == 1:
            only = step.brackets[0]
            return self.joined(self.say("above", amount), self.say("part_of_it", percent(only.rate), yuan(only.payment)))
        parts = self.phrases["join"].join(self.say("part", *self.amounts(each)) for each in step.brackets)
        return self.joined(self.say("above_parts", amount), parts)

    def aid(self, step: Step) -> tuple[str, str]:
        part = step.deductible
        who = self.say("aid", IDENTITY_WORDS[self.language][step.identity]) if step.identity else ""
        if not step.brackets:
            amounts = (whole(part.full), yuan(part.full - part.used - part.taken)) if part else ("0", "0")
            return self.joined(who, self.say("aid_short", *amounts)), self.say("not_reached", self.fund(step))
        amount, rate = yuan(step.brackets[0].amount), percent(step.brackets[0].rate)
        if part is None or not part.full:
            told = self.joined(who, self.phrases["aid_free"], self.say("aid_rest", amount, rate))
        else:
            told = self.joined(who, self.say("aid_threshold", whole(part.full), amount, rate))
        return told, self.title(step, "again")

    def joined(self, *sentences: str) -> str:
        return self.phrases["space"].join(sentence for sentence in sentences if sentence)

    def looked_at(self, step: Step) -> str:
        """What a supplementary layer looks at, and the line it pays above."""
        part, told = step.deductible, ""
        if step.looks_at == "between":
            told = self.say("between", whole(step.lower), whole(step.upper), yuan(step.base))
        elif step.looks_at != "in_scope":
            told = self.say(step.looks_at, yuan(step.base))
        return self.joined(told, self.say("threshold", whole(part.full)) if part and part.full else "")

    def shared(self, step: Step) -> str:
        if len(step.brackets) == 1:
            return self.say("share", *self.amounts(step.brackets[0]))
        parts = [self.say("part", *self.amounts(each)) for each in step.brackets]
        return self.phrases["join"].join(parts) + self.phrases["stop"] if parts else ""

    def changes(self, step: Step) -> str:
        told = self.say("coefficient", percent(step.coefficient)) if step.coefficient else ""
        if step.points < 0:
            return self.joined(told, self.say(LESS.get(self.trace.place, "less"), points(-step.points)))
        return self.joined(told, self.say("more", points(step.points)) if step.points else "")

    def cuts(self, step: Step) -> str:
        text = self.say("visit_cut", yuan(step.visit_cut)) if step.visit_cut else ""
        ceiling = step.ceiling
        if ceiling is None or ceiling.of != "payment" or not ceiling.cut:
            return text
        amounts = (whole(ceiling.limit), yuan(ceiling.used), yuan(ceiling.cut))
        return self.joined(text, self.say("payment_ceiling", self.fund(step), *amounts))

    def amounts(self, part: BracketPart) -> tuple[str, str, str]:
        return yuan(part.amount), percent(part.rate), yuan(part.payment)

    def own(self) -> Sentence:
        aside = self.shares.personal - self.left
        if self.shares.personal == self.bill.total:
            text = self.say("own_all", yuan(self.shares.personal))
        elif aside:
            text = self.say("own_text", yuan(self.left), yuan(aside))
        else:
            text = self.say("own_text_only", yuan(self.left))
        return Sentence("own", self.phrases["own"], text, self.shares.personal, self.shares.personal)

    def title(self, step: Step, phrase: str) -> str:
        if len(step.brackets) != 1:
            return self.say("pays_parts", self.fund(step)) if step.brackets else self.fund(step)
        return self.say(phrase, self.fund(step), percent(step.brackets[0].rate))

    def fund(self, step: Step) -> str:
        return FUND_WORDS[self.language][step.kind]

    def behind(self, step: Step) -> tuple[Document, ...]:
        """The documents of a whole layer; of a basic layer those of its rates, since its deductible has a sentence of its own."""
        places = step.documents
        if step.kind != "basic" and step.deductible is not None:
            places += step.deductible.documents
        if step.ceiling is not None and step.ceiling.cut and (step.kind != "basic" or step.ceiling.of == "payment"):
            places += step.ceiling.documents
        return self.documents(tuple(dict.fromkeys(places)))

    def behind_basic(self) -> tuple[Document, ...]:
        """The documents of the first layer, which also say what is taken off before it."""
        return self.documents(self.trace.steps[0].documents) if self.trace.steps else self.trace.documents

    def documents(self, places: tuple[int, ...]) -> tuple[Document, ...]:
        return tuple(self.trace.documents[place] for place in places)


def yuan(fen: int) -> str:
    """`1320786` is `13,207.86`."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def whole(fen: int) -> str:
    """Yuan without places when there is no odd fen: `19,360`."""
    return f"{fen // 100:,}" if fen % 100 == 0 else yuan(fen)


def percent(rate: int) -> str:
    """`7500` is `75%`, `7550` is `75.5%`."""
    return points(rate) + "%"


def points(rate: int) -> str:
    """Percentage points without needless places."""
    text = f"{rate // 100}.{rate % 100:02d}".rstrip("0")
    return text.rstrip(".")
