"""For all bills and histories: a settlement conserves money, its move sums to zero, a reversal takes the year book back."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from yimatong.benefits.core.year_book import YearBook, plus
from yimatong.benefits.law_files import load_law
from yimatong.care.core import Kind, State
from yimatong.kernel.dates import CHINA
from yimatong.settlement.core import deciding
from yimatong.settlement.core.deciding import Decision
from yimatong.settlement.core.facts import (
    Ask,
    Certificate,
    ChargeFact,
    CoverFact,
    EncounterFact,
    Facts,
    IdentityFact,
    InstitutionFact,
    Insured,
)

LAW = load_law()
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)
PERSON, HOSPITAL = 35000000000001, "H35010290001"
COVERS = [("350099", "310"), ("350100", "310"), ("350100", "390"), ("350900", "310"), ("350900", "390")]
STATUSES = {"310": ("active", "retired"), "390": ("resident", "minor", "student")}
LEVELS = ("3A", "3B", "2A", "2B", "1", "community", "village")
YEAR_BEGAN, LONG_AGO = date(2026, 1, 1), date(2015, 1, 1)

fen = st.one_of(st.integers(0, 3_000), st.integers(0, 500_000), st.integers(0, 60_000_000))


@st.composite
def charges(draw: st.DrawFn, number: int) -> ChargeFact:
    """One line; its four parts are anything."""
    parts = (draw(fen), draw(fen), draw(fen), draw(fen))
    charged_at = NOW - timedelta(days=draw(st.integers(0, 40)))
    return ChargeFact(str(number), charged_at, draw(st.sampled_from("甲乙丙")), draw(st.booleans()), sum(parts), *parts, False)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A person somewhere, covered by some law, with some lines."""
    area, scheme = draw(st.sampled_from(COVERS))
    stay = draw(st.booleans())
    classes = draw(st.sets(st.integers(1, 5), max_size=2)) if scheme == "390" else set()
    lines = [draw(charges(number)) for number in range(draw(st.integers(1, 5)))]
    began = min(line.charged_at for line in lines)
    kind, state = (Kind.INPATIENT, State.DISCHARGED) if stay else (Kind.OUTPATIENT, State.CHARGING)
    status = draw(st.sampled_from(STATUSES[scheme]))
    return Facts(
        person=Insured(PERSON, "合成人", "35010219860101123X", "1", "01", date(1986, 1, 1)),
        covers=[
            CoverFact(area, status, "11", LONG_AGO, None, draw(st.booleans()) and scheme == "310", draw(st.integers(0, 12)), "")
        ],
        identities=[IdentityFact(hardship, LONG_AGO, None) for hardship in sorted(classes)],
        institution=InstitutionFact(
            "医院", draw(st.sampled_from(LEVELS)), "02", draw(st.sampled_from(("350100", "350900", "350200")))
        ),
        encounter=EncounterFact(
            1, PERSON, HOSPITAL, kind, state, scheme, area, "2101" if stay else "11", "", "", "02", began, NOW if stay else None
        ),
        charges=lines,
        year_books={},
        own_balance=draw(fen) if scheme == "310" else 0,
        certificate_holds=True,
    )


def asked(bill: Facts, account_use: int) -> Ask:
    """The question that fits the facts."""
    encounter = bill.encounter
    stay = encounter.kind is Kind.INPATIENT
    whom, certificate = (1, PERSON, HOSPITAL), Certificate("02", "x")
    return Ask(*whom, None if stay else "B1", encounter.scheme, encounter.medical_type, certificate, account_use, "M1")


def decided(bill: Facts, account_use: int = 1) -> Decision:
    """The decision, which these facts always allow."""
    decision = deciding.decide(bill, asked(bill, account_use), LAW, 77, NOW)
    assert isinstance(decision, Decision), decision
    return decision


@settings(max_examples=250, deadline=None)
@given(facts(), st.integers(0, 2))
def test_a_settlement_conserves_money(bill: Facts, account_use: int) -> None:
    done = decided(bill, account_use).settlement
    charged = sum(line.amount for line in bill.charges)
    assert done.total == charged == done.over_ceiling + done.full_self_pay + done.first_self_pay + done.in_scope
    assert done.total == done.funds_total + done.hospital + done.account_total + done.cash
    assert all(
        getattr(done, name) >= 0 for name in ("basic", "large_cost", "civil_servant", "catastrophic", "assistance", "cash")
    )
    assert done.funds_total <= done.in_scope
    assert 0 <= done.own_account <= bill.own_balance
    assert done.balance_after == bill.own_balance - done.own_account
    assert account_use or done.own_account == 0


@settings(max_examples=150, deadline=None)
@given(facts())
def test_the_move_sums_to_zero_and_pays_the_institution_all_but_its_own_part(bill: Facts) -> None:
    decision = decided(bill)
    done, move = decision.settlement, decision.move
    assert sum(posting.amount for posting in move.postings) == 0
    received = sum(posting.amount for posting in move.postings if posting.account.startswith(("payable/", "cash/")))
    assert received == done.total - done.hospital


@settings(max_examples=150, deadline=None)
@given(st.lists(facts(), min_size=1, max_size=4))
def test_the_year_book_is_the_fold_of_its_settlements_and_a_reversal_takes_one_back(bills: list[Facts]) -> None:
    book, deltas = YearBook(), []
    for bill in bills:
        decision = decided(structs.replace(bill, year_books={"2026": book, "2025": book}))
        deltas.append(decision.settlement.record.year_book_delta)
        assert plus(book, deltas[-1]) == decision.year_book
        undone = deciding.undo(
            decision.settlement, (bill.encounter.kind, decision.state), decision.year_book, bill.own_balance, 78, NOW, "M2"
        )
        assert isinstance(undone, deciding.Undoing)
        assert undone.year_book == book
        assert undone.settlement.funds_total == -decision.settlement.funds_total
        book = decision.year_book
    folded = YearBook()
    for delta in deltas:
        folded = plus(folded, delta)
    assert folded == book


@settings(max_examples=100, deadline=None)
@given(facts())
def test_deciding_twice_gives_the_same(bill: Facts) -> None:
    assert decided(bill) == decided(bill)
