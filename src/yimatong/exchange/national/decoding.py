"""6101 and ec.query: whose personal code it is, and the token that stands for the person during the visit."""

from yimatong.code import service as code_service
from yimatong.code.service import Terminal
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.messages import Kind, Message, Offer
from yimatong.exchange.national.people import IDENTITY_CARD
from yimatong.exchange.national.ports import Rooms
from yimatong.kernel.dates import in_china
from yimatong.people import service as people_service
from yimatong.people.core import Cover, choose_cover


async def decode(rooms: Rooms, message: Message) -> Outputs:
    """Uses a code up: the first of any number of calls succeeds. The text that was scanned comes in `businessInfo`."""
    asked = message.one("InData")
    terminal = Terminal(message.institution.institution_code, asked.text("operatorId"), asked.text("businessType"))
    decoded = await code_service.decode(rooms.code, asked.text("businessInfo"), terminal, rooms.now, rooms.chance)
    record = await people_service.person_by_psn_no(rooms.people, str(decoded.person_id))
    cover = choose_cover(record.covers, in_china(rooms.now).date())
    return {
        "OutData": {
            "userName": record.person.name,
            "idNo": record.person.certno,
            "idType": IDENTITY_CARD,
            "ecToken": decoded.token,
            "insuOrg": cover.area if isinstance(cover, Cover) else "",
            "gender": record.person.sex,
            "birthday": record.person.birth.isoformat(),
            "nationality": "",
        }
    }


OFFERS = {"6101": Offer(Kind.ACT, decode)}
