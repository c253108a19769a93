"""A new pack to begin from: three files that already pass the linter, every number in them marked as not yet known."""

AREA_DIGITS = 6
STARTED = {"310": ("职工", "active", "employees"), "390": ("居民", "resident", "residents")}
"""Scheme → what it is called, the status of its example person, and the English word."""

PARAMETERS = """\
# {area}-{scheme}. Yuan and shares; a row without `from` holds since the pack begins.
area: "{area}"
scheme: "{scheme}"
area_name: {{zh: 新统筹区, en: New area}}
name: {{zh: 新统筹区{who}基本医疗保险, en: "Basic insurance of {people}"}}
from: 2026-01-01
illustrative: true

layers:
  - id: inpatient
    kind: basic
    name: {{zh: 统筹基金（住院）, en: "Pooled fund, inpatient"}}
    care: [inpatient]
    for: {{level: [3A, 3B, 2A, 2B, "1", community, village]}}
    counter: basic
    deductible:
      - {{by_admission: {{amounts: [500]}}, source: TO-FIND}}
    rate:
      - {{rate: 0.6, source: TO-FIND}}
    ceiling:
      - {{limit: 100000, of: cost, source: TO-FIND}}

nothing:
  - care: [outpatient, chronic_outpatient, case_priced, pharmacy]
    text: {{zh: 这类就诊的待遇还没有装入。, en: Benefits of this care are not loaded yet.}}
    source: TO-FIND
  - care: [inpatient]
    for: {{level: pharmacy}}
    text: {{zh: 药店不办住院。, en: A pharmacy gives no inpatient care.}}
    source: TO-FIND

sources:
  TO-FIND:
    illustrative: true
    why: 刚开始写，数和来源都还没有找到
"""

CASES = """\
# Yuan. `own` cases are worked out by hand; best of all are published ones, with publisher, title and date.
area: "{area}"
scheme: "{scheme}"
cases:
  - name: 住院一万零五百元
    source: {{own: true}}
    person: {{status: {status}}}
    visit: {{day: 2026-06-01, care: inpatient, level: 3A, bill: {{in_scope: 10500}}}}
    expect: {{deductible: 500, basic: 6000, personal: 4500}}
"""

TEXT = """\
# 新统筹区 {who} ({area}-{scheme})

## What is known

- Nothing yet.

## What is illustrative

- Every number, until its document is found.
"""


def started(area: str, scheme: str) -> dict[str, str]:
    """The files of a new pack by name. `area` six digits, `scheme` 310 or 390; anything else is a ValueError."""
    if len(area) != AREA_DIGITS or not area.isdecimal():
        raise ValueError(f"统筹区代码是 6 位数字，不是 {area}")
    if scheme not in STARTED:
        raise ValueError(f"险种是 310（职工）或 390（居民），不是 {scheme}")
    who, status, people = STARTED[scheme]
    words = {"area": area, "scheme": scheme, "who": who, "status": status, "people": people}
    files = {"parameters.yaml": PARAMETERS, "cases.yaml": CASES, "law.md": TEXT}
    return {name: text.format(**words) for name, text in files.items()}
