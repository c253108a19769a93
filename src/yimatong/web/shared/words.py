"""The words pages speak. Chinese is the key and the first language; `words.en.json` holds the English beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import msgspec

from yimatong.kernel.dates import in_china

LANGUAGES = {"zh": "zh-CN", "en": "en"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `say` puts values into a sentence named by its Chinese; a sentence without English stays Chinese."""

    language: str

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in this language with `{name}` places filled."""
        text = english().get(sentence, sentence) if self.language == "en" else sentence
        return text.format(**values) if values else text

    def day(self, day: date) -> str:
        """`11 月 21 日`, `21 November`."""
        return f"{day.day} {MONTHS[day.month - 1]}" if self.language == "en" else f"{day.month} 月 {day.day} 日"

    def full_day(self, day: date) -> str:
        """The day with its year."""
        return f"{self.day(day)} {day.year}" if self.language == "en" else f"{day.year} 年 {self.day(day)}"

    def moment(self, moment: datetime) -> str:
        """Day, hour and minute on China's clock."""
        local = in_china(moment)
        return f"{self.day(local.date())} {local:%H:%M}"


@cache
def english() -> dict[str, str]:
    """Chinese sentence → English sentence, from the packaged table."""
    return msgspec.json.decode(files("yimatong.web.shared").joinpath("words.en.json").read_bytes(), type=dict[str, str])
