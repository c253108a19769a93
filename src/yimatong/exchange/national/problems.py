"""Why a message is refused before any room sees it, worded for `err_msg`."""

from dataclasses import dataclass
from typing import TypeAlias

from yimatong.exchange.national.field_names import national_place
from yimatong.kernel.refusals import Reason, Refusal

ERR_MSG_LENGTH = 200
"""Characters of `err_msg`, as printed."""


class Fault(Reason):
    """The closed list of what can be wrong with a field."""

    MISSING = "不能为空"
    NOT_TEXT = "应为文本"
    TOO_LONG = "长度超过上限"
    FORBIDDEN_CHARACTER = "含有不允许的空字符"
    NOT_A_NUMBER = "应为数字"
    TOO_MANY_DECIMALS = "小数位数过多"
    TOO_MANY_DIGITS = "数字位数过多"
    NOT_A_DATE = "应为日期 yyyy-MM-dd"
    NOT_A_MOMENT = "应为时间 yyyy-MM-dd HH:mm:ss"
    NOT_IN_TABLE = "不在字典中"
    NODE_MISSING = "缺少该节点"
    NODE_NOT_AN_OBJECT = "应为一个对象"
    NODE_NOT_ROWS = "应为对象的列表"
    TOO_MANY_ROWS = "行数超过单次上传上限"


class MessageFault(Reason):
    """The closed list of what can be wrong with a message as a whole."""

    BODY_TOO_LARGE = "报文超过大小上限"
    NOT_UTF8 = "报文应为 UTF-8 编码"
    NOT_JSON = "报文不是有效的 JSON"
    NOT_AN_OBJECT = "报文应为一个 JSON 对象"
    INFNO_MISSING = "没有交易编号"
    INFNO_DISAGREES = "各处交易编号不一致"
    INFNO_UNKNOWN = "不支持该交易"
    NOT_THE_SENDER = "与网关接入身份不符"
    MSGID_REUSED = "该报文ID已用于另一份报文"
    NO_DATABASE = "平台数据库暂时不可用，请稍后用原报文ID原样重发"
    BROKEN = "平台内部错误"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field. `row` counts from 1 and is 0 outside lists; `label` is the Chinese field name."""

    infno: str
    node: str
    row: int
    field: str
    label: str
    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MessageProblem:
    """What is wrong with the whole message."""

    fault: MessageFault
    detail: str = ""


Problem: TypeAlias = FieldProblem | MessageProblem


def sentence(problem: Problem) -> str:
    """`【2204.feedetail[3].cnt】数量：应为数字`, at most 200 characters; names no value a person could be known by."""
    detail = f"（{problem.detail}）" if problem.detail else ""
    if isinstance(problem, MessageProblem):
        return f"{problem.fault.value}{detail}"[:ERR_MSG_LENGTH]
    return f"【{place(problem)}】{problem.label}：{problem.fault.value}{detail}"[:ERR_MSG_LENGTH]


def refusal_sentence(infno: str, refusal: Refusal) -> str:
    """A room's refusal, worded as the edge words its own, with the field named as the sender named it."""
    field = f"【{national_place(infno, refusal.field)}】" if refusal.field else ""
    detail = f"（{refusal.detail}）" if refusal.detail else ""
    return f"{field}{refusal.reason.value}{detail}"[:ERR_MSG_LENGTH]


def place(problem: FieldProblem) -> str:
    """Where the field lies: `2204.feedetail[3].cnt`, or the bare name for a field of the envelope."""
    row = f"[{problem.row}]" if problem.row else ""
    node = f"{problem.node}{row}" if problem.node else ""
    return ".".join(part for part in (problem.infno, node, problem.field) if part)
