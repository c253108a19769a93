"""A moment is an aware datetime in China's one time zone; a day of law is a date."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1991, so no time-zone database is needed."""


def in_china(moment: datetime) -> datetime:
    """The same moment on China's clock. A naive datetime is a bug."""
    assert moment.tzinfo is not None, "a moment must be aware"
    return moment.astimezone(CHINA)


def from_wall_clock(text: str) -> datetime:
    """`2026-01-05 09:00:00`, as hospital systems write it, on China's clock. ValueError if it is none."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)


def wall_clock(moment: datetime) -> str:
    """The moment as `2026-01-05 09:00:00` on China's clock."""
    return in_china(moment).replace(tzinfo=None).isoformat(" ", "seconds")


def age_on(birth: date, day: date) -> int:
    """Whole years of age on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
