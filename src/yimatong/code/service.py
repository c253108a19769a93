"""Acts of the code room: show a code, decode it once, accept a visit token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yimatong.code import core
from yimatong.code.core import CodeReason, IssuedCode, Purpose, VisitToken
from yimatong.code.ports import CodePort
from yimatong.kernel.refusals import Refusal, Refused, refuse

Chance = Callable[[int], bytes]
"""Gives that many random bytes."""


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A fresh code to show, and the moment it ends."""

    text: str
    expires_at: datetime


async def show(codes: CodePort, person_id: int, purpose: Purpose, now: datetime, chance: Chance) -> ShownCode:
    """Make a code for a person. Only its digest is kept."""
    text = core.code_text(chance(core.CODE_BYTES))
    expires_at = now + core.CODE_LIFETIME
    await codes.add(core.digest(text), IssuedCode(person_id, purpose, now, expires_at, None))
    return ShownCode(text, expires_at)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where and for what a code is decoded; `business_type` is the national code_biz_type."""

    institution_code: str
    operator: str
    business_type: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """Whose code it was, and the token that stands for the person during this visit."""

    person_id: int
    token: str


async def decode(codes: CodePort, scanned: str, terminal: Terminal, now: datetime, chance: Chance) -> Decoded:
    """Decode a code: the first of any number of calls at once succeeds, the others are told it was used.

    Refuses with a `CodeReason`: not a code, unknown, already used, expired, wrong purpose.
    """
    text = core.read_code(scanned)
    if isinstance(text, Refusal):
        raise Refused(text)
    reference = core.digest(text)
    code = await codes.find(reference)
    why_not = core.why_not_decoded(code, terminal.business_type, now)
    if why_not is not None:
        raise Refused(why_not)
    assert code is not None
    if not await codes.use(reference, now, f"{terminal.institution_code}/{terminal.operator}", terminal.business_type):
        raise refuse(CodeReason.ALREADY_USED, "code")
    token = core.token_text(chance(core.TOKEN_BYTES))
    await codes.add_token(core.digest(token), visit_token(code.person_id, terminal, now))
    return Decoded(code.person_id, token)


def visit_token(person_id: int, terminal: Terminal, now: datetime) -> VisitToken:
    """The token's rights: this institution, until its lifetime is over."""
    expires_at = now + core.TOKEN_LIFETIME
    return VisitToken(person_id, terminal.institution_code, terminal.business_type, terminal.operator, now, expires_at)


async def person_of_token(codes: CodePort, token: str, institution_code: str, now: datetime) -> int:
    """The person a token stands for at this institution now; `TOKEN_UNKNOWN` otherwise, also for another's token."""
    granted = await codes.find_token(core.digest(token))
    if granted is None or granted.institution_code != institution_code or now > granted.expires_at:
        raise refuse(CodeReason.TOKEN_UNKNOWN, "certificate_no")
    return granted.person_id
