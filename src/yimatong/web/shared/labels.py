"""Codes of the rooms in words people use. Chinese is the key of the words table."""

SCHEMES = {"310": "职工医保", "390": "居民医保"}
SHORT_SCHEMES = {"310": "职工", "390": "居民"}
STATUSES = {"active": "在职", "retired": "退休", "resident": "居民", "minor": "儿童", "student": "学生"}
LEVELS = {
    "3A": "三级甲等", "3B": "三级乙等", "2A": "二级甲等", "2B": "二级乙等", "1": "一级",
    "community": "社区、乡镇", "village": "村卫生所", "pharmacy": "药店",
}  # fmt: skip
FACES = {"3A": "三", "3B": "三", "2A": "二", "2B": "二", "1": "一", "community": "乡", "village": "村", "pharmacy": "药"}
PAYABLE_GROUPS = {
    "3A": "三级医院", "3B": "三级医院", "2A": "二级医院", "2B": "二级医院",
    "1": "基层", "community": "基层", "village": "基层", "pharmacy": "药店",
}  # fmt: skip
HARDSHIP = {1: "特困", 2: "重度残疾", 3: "低保", 4: "低保边缘", 5: "因病致贫"}
MEDICAL_TYPES = {
    "11": "普通门诊", "12": "门诊挂号", "13": "急诊", "14": "门诊慢特病", "41": "药店购药",
    "21": "普通住院", "22": "外伤住院", "28": "日间手术", "52": "生育住院", "51": "生育门诊",
}  # fmt: skip
CARES = {
    "outpatient": "门诊", "chronic_outpatient": "门诊慢特病", "inpatient": "住院",
    "case_priced": "按病种住院", "pharmacy": "购药",
}  # fmt: skip
PLACES = {
    "local": "在参保地看", "registered_elsewhere": "去外地，备过案",
    "unregistered_elsewhere": "去外地，没备案", "emergency_elsewhere": "在外地急诊",
}  # fmt: skip
CARE_FACES = {"outpatient": "门", "chronic_outpatient": "慢", "inpatient": "住", "case_priced": "住", "pharmacy": "药"}
FUNDS = {
    "basic-employee": ("统筹基金", "basic"), "basic-resident": ("统筹基金", "basic"), "large-cost": ("职工大额", "cat"),
    "catastrophic": ("大病保险", "cat"), "civil-servant": ("公务员补助", "supp"), "enterprise": ("企业补充", "supp"),
    "assistance": ("医疗救助", "aid"), "disabled": ("伤残保障", "supp"), "other": ("其他基金", "supp"),
}  # fmt: skip
"""The ledger's names of funds → (name, colour key)."""

ALL_AREAS = "35"
"""The bureau's own word for the whole province: every area whose code begins so."""
DEMO_AREAS = ("350100", "350900", "350099")


def medical_type(code: str) -> str:
    """The Chinese name of a national medical type; a rare one is a visit or a stay."""
    return MEDICAL_TYPES.get(code) or ("住院" if code.startswith("2") else "门诊")
