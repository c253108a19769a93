"""The pure part of the law: circumstances and a bill in, shares, year book and trace out."""

from yimatong.benefits.core.applying import Outcome, apply
from yimatong.benefits.core.bill import Bill, Shares
from yimatong.benefits.core.circumstances import BenefitsReason, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law, Pack
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.trace import Document, Step, Trace
from yimatong.benefits.core.year_book import YearBook, YearBookDelta, difference, minus, plus

__all__ = [
    "BenefitsReason", "Bill", "Care", "Circumstances", "Document", "Law", "Outcome", "Pack", "Place", "Plan", "Shares", "Step",
    "Trace", "YearBook", "YearBookDelta", "apply", "difference", "minus", "plan_for", "plus",
]  # fmt: skip
