"""Finding an institution, with a hand-made reader."""

import pytest

from yimatong.kernel.refusals import Refused
from yimatong.providers.core import Institution, ProvidersReason
from yimatong.providers.service import find_institutions, institution_by_code

HOSPITAL = Institution("H35010290001", "示例医院", "invented", "综合医院", "3A", "02", "350100", "350102", "", "", "", True)


class OneHospital:
    """Knows one made-up hospital."""

    async def by_code(self, institution_code: str) -> Institution | None:
        return HOSPITAL if institution_code == HOSPITAL.institution_code else None

    async def search(self, name: str, pharmacy: bool | None = None, limit: int = 50) -> list[Institution]:
        return [HOSPITAL] if name in HOSPITAL.name and pharmacy in (None, False) else []


async def test_an_institution_is_found_by_code_and_by_name() -> None:
    assert await institution_by_code(OneHospital(), "H35010290001") is HOSPITAL
    assert await find_institutions(OneHospital(), "", "示例", pharmacy=False) == [HOSPITAL]
    assert await find_institutions(OneHospital(), "H35010290001", "", pharmacy=False) == [HOSPITAL]


@pytest.mark.parametrize(
    ("code", "name", "pharmacy", "reason", "field"),
    [
        ("", "", False, ProvidersReason.NOTHING_ASKED, "name"),
        ("H35010290002", "", False, ProvidersReason.UNKNOWN_INSTITUTION, "institution_code"),
        ("H35010290001", "", True, ProvidersReason.UNKNOWN_INSTITUTION, "institution_code"),
        ("H35010290001", "别的", False, ProvidersReason.UNKNOWN_INSTITUTION, "institution_code"),
        ("", "示例", True, ProvidersReason.UNKNOWN_INSTITUTION, "name"),
    ],
)
async def test_what_does_not_fit_is_refused(code: str, name: str, pharmacy: bool, reason: ProvidersReason, field: str) -> None:
    with pytest.raises(Refused) as refused:
        await find_institutions(OneHospital(), code, name, pharmacy)
    assert (refused.value.refusal.reason, refused.value.refusal.field) == (reason, field)
