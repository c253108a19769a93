"""The made-up people a visitor meets first: one for every situation worth showing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is decided of a synthetic person before numbers and dates are drawn. `balance` is fen; `hardship` 0 means none."""

    name: str
    sex: str
    age: int
    scheme: str
    area: str
    psn_type: str
    status: str
    balance: int = 0
    hardship: int = 0
    civil_servant: bool = False
    employer: str = ""
    scheme_years: int = 5
    ended: bool = False


SHOWCASE: tuple[Sketch, ...] = (
    Sketch("林秀英", "2", 70, "310", "350100", "12", "retired", 186_240, employer="示例纺织有限公司（合成）", scheme_years=25),
    Sketch("陈志强", "1", 41, "310", "350100", "11", "active", 321_055, employer="示例机械有限公司（合成）", scheme_years=18),
    Sketch(
        "黄文彬", "1", 46, "310", "350099", "11", "active", 528_800,
        civil_servant=True, employer="示例省直机关（合成）", scheme_years=20,
    ),
    Sketch("郑美兰", "2", 63, "310", "350099", "12", "retired", 402_315, employer="示例省属学校（合成）", scheme_years=25),
    Sketch("吴建国", "1", 52, "390", "350100", "15", "resident", scheme_years=12),
    Sketch("张桂花", "2", 58, "390", "350100", "15", "resident", hardship=3, scheme_years=10),
    Sketch("刘福生", "1", 74, "390", "350100", "16", "resident", hardship=1, scheme_years=15),
    Sketch("杨小雨", "2", 6, "390", "350100", "1403", "minor", scheme_years=6),
    Sketch("王思远", "1", 20, "390", "350100", "1404", "student", scheme_years=2),
    Sketch("许丽华", "2", 45, "390", "350100", "15", "resident", hardship=4, scheme_years=8),
    Sketch("谢阿菊", "2", 68, "390", "350900", "16", "resident", scheme_years=15),
    Sketch("何永福", "1", 55, "390", "350900", "15", "resident", hardship=5, scheme_years=9),
    Sketch("苏明月", "2", 33, "390", "350900", "15", "resident", hardship=2, scheme_years=11),
    Sketch("叶子轩", "1", 4, "390", "350900", "1402", "minor", scheme_years=4),
    Sketch("周海涛", "1", 37, "310", "350900", "11", "active", 97_630, employer="示例水产有限公司（合成）", scheme_years=9),
    Sketch(
        "赵国平", "1", 49, "310", "350100", "11", "active", 64_890,
        employer="示例运输有限公司（合成）", scheme_years=6, ended=True,
    ),
)  # fmt: skip
