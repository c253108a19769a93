"""9001 sign on and 9002 sign off (签到, 签退)."""

from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.messages import Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms, SignOn
from yimatong.kernel.refusals import Reason, refuse


class SigningReason(Reason):
    """Why an operator was not signed off."""

    NO_OPEN_SIGN_ON = "没有该签到，或已签退，或不是当日签到"


async def sign_on(rooms: Rooms, message: Message) -> Outputs:
    """9001: notes the operator and gives the number of the sign-on."""
    asked = message.one("signIn")
    sign_no = str(rooms.ids())
    await rooms.messages.sign_on(
        SignOn(
            sign_no=sign_no,
            institution_code=message.institution.institution_code,
            operator=asked.text("opter_no"),
            mac=asked.text("mac"),
            ip=asked.text("ip"),
            at=rooms.now,
        )
    )
    return {"signinoutb": {"sign_time": rooms.now, "sign_no": sign_no}}


async def sign_off(rooms: Rooms, message: Message) -> Outputs:
    """9002: ends an open sign-on of the same day of the same institution."""
    sign_no = message.one("signOut").text("sign_no")
    if not await rooms.messages.sign_off(message.institution.institution_code, sign_no, rooms.now):
        raise refuse(SigningReason.NO_OPEN_SIGN_ON, "sign_no", sign_no)
    return {"sign_time": {"sign_time": rooms.now}}


OFFERS = {
    "9001": Offer(Kind.KEPT_ACT, sign_on),
    "9002": Offer(Kind.KEPT_ACT, sign_off),
}
