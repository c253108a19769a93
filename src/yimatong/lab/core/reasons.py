"""Why the lab does not do what it is asked."""

from yimatong.kernel.refusals import Reason


class LabReason(Reason):
    """What is so, as a person reads it."""

    FILE_UNFIT = "账单文件不能用"
    NO_PLAN = "有的账单没有待遇政策可用"
