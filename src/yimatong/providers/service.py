"""Acts about providers: find an institution, or say why not."""

from yimatong.kernel.refusals import refuse
from yimatong.providers.core import Institution, ProvidersReason
from yimatong.providers.ports import ProvidersReader


async def institution_by_code(providers: ProvidersReader, institution_code: str, field: str = "institution_code") -> Institution:
    """The institution with this code. Refused: UNKNOWN_INSTITUTION, naming the code."""
    institution = await providers.by_code(institution_code)
    if institution is None:
        raise refuse(ProvidersReason.UNKNOWN_INSTITUTION, field, institution_code)
    return institution


async def find_institutions(
    providers: ProvidersReader, code: str, name: str, pharmacy: bool, limit: int = 50
) -> list[Institution]:
    """Institutions of one type by code, else by a part of the name. Refused: NOTHING_ASKED, UNKNOWN_INSTITUTION."""
    if not code and not name:
        raise refuse(ProvidersReason.NOTHING_ASKED, "name")
    if not code:
        found = await providers.search(name, pharmacy, limit)
    else:
        one = await providers.by_code(code)
        found = [one] if one and one.is_pharmacy == pharmacy and name in one.name else []
    if not found:
        raise refuse(ProvidersReason.UNKNOWN_INSTITUTION, "institution_code" if code else "name", code or name)
    return found
