"""Acts on the catalogue: the items a whole upload is judged by, the diagnoses it names."""

from collections.abc import Sequence
from datetime import date

from yimatong.catalogue.core import AskedCode, CatalogueReason, Coding, Item, judge_code
from yimatong.catalogue.ports import CatalogueReader
from yimatong.kernel.refusals import Refusal, refuse


async def items_in_force(
    catalogue: CatalogueReader, codes: Sequence[tuple[str, str, str]], days: Sequence[date]
) -> list[Item | Refusal]:
    """The item each line is judged by on its own day, or why there is none, in the lines' order and in one statement. A code is
    (institution_code, local_code, national_code); the national code may be empty when the local one is translated."""
    asked = [AskedCode(*code) for code in codes]
    found = await catalogue.find_codes(asked, days)
    return [judge_code(one, answer) for one, answer in zip(asked, found, strict=True)]


async def known_diagnoses(catalogue: CatalogueReader, codes: Sequence[str], day: date) -> list[Coding]:
    """The diagnoses of these codes in the same order. Refused: UNKNOWN_DIAGNOSIS, naming the first code not listed."""
    found = await catalogue.diagnoses(codes, day)
    for code in codes:
        if code not in found:
            raise refuse(CatalogueReason.UNKNOWN_DIAGNOSIS, "diagnosis_code", code)
    return [found[code] for code in codes]


async def known_chronic_disease(catalogue: CatalogueReader, code: str, day: date) -> Coding:
    """The chronic outpatient disease of this code. Refused: UNKNOWN_CHRONIC_DISEASE, naming it."""
    found = await catalogue.chronic_disease(code, day)
    if found is None:
        raise refuse(CatalogueReason.UNKNOWN_CHRONIC_DISEASE, "disease_code", code)
    return found
