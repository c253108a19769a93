"""The closed list of why a bill is not settled, or a settlement not taken back."""

from yimatong.kernel.refusals import Reason


class SettlementReason(Reason):
    """Checked in the order written."""

    ENCOUNTER_UNKNOWN = "没有这次就诊记录"
    NOT_THIS_PERSON = "就诊记录与人员不符"
    SCHEME_DIFFERS = "险种与就诊登记不一致"
    CERTIFICATE_DIFFERS = "就诊凭证与参保人不符或已失效"
    NOTHING_TO_SETTLE = "没有待结算的费用明细"
    ALREADY_SETTLED = "该收费批次已经结算"
    TOTAL_DIFFERS = "医疗费总额与费用明细之和不一致"
    SCOPE_DIFFERS = "上传的费用分类合计与平台计算不一致"
    TOTAL_NEGATIVE = "费用合计为负数，不能结算"
    NOT_COVERED = "参保关系在就诊当日未生效或已终止"
    NOT_PAYABLE_TYPE = "该医疗类别不能在此结算"
    SETTLEMENT_UNKNOWN = "没有这笔结算"
    ALREADY_REVERSED = "该结算已经撤销，不能重复撤销"
    LATER_SETTLEMENT_STANDS = "同一次住院有更晚的结算，请先撤销更晚的结算"
