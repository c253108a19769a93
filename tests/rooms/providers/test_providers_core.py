"""Which institutions are local, and what level words mean."""

import pytest

from yimatong.providers.core import is_local, level_word, make_credential


@pytest.mark.parametrize(
    ("area", "institution_area", "local"),
    [
        ("350100", "350100", True),
        ("350099", "350100", True),
        ("350100", "350099", True),
        ("350099", "350099", True),
        ("350900", "350100", False),
        ("350099", "350900", False),
    ],
)
def test_the_provinces_own_pool_is_at_home_in_fuzhou(area: str, institution_area: str, local: bool) -> None:
    assert is_local(area, institution_area) is local


@pytest.mark.parametrize(
    ("level", "kind", "word"),
    [
        ("三级甲等", "综合医院", "3A"),
        ("一级", "综合医院", "1"),
        ("一级", "乡镇卫生院", "community"),
        ("社区", "社区卫生服务中心", "community"),
        ("村卫生室", "村卫生室", "village"),
        ("药店", "零售药店", "pharmacy"),
        ("2B", "综合医院", "2B"),
        ("四级", "综合医院", None),
    ],
)
def test_a_level_as_written_becomes_our_word(level: str, kind: str, word: str | None) -> None:
    assert level_word(level, kind) == word


def test_a_credential_needs_a_secret_nobody_can_guess() -> None:
    assert make_credential("H35010290001", lambda: "x" * 32).access_key == "H35010290001"
    with pytest.raises(AssertionError):
        make_credential("H35010290001", lambda: "short")
