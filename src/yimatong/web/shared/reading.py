"""What several pages look up besides their own matter: names of areas and institutions, and a whole receipt."""

from collections.abc import Iterable, Sequence

from yimatong.care.core import Charge
from yimatong.catalogue.core import Item
from yimatong.catalogue.service import items_in_force
from yimatong.kernel.dates import in_china
from yimatong.people.core import masked_name
from yimatong.settlement.core.settled import Settlement
from yimatong.web.ports import Rooms
from yimatong.web.shared.drawing import Told, receipt_of
from yimatong.web.shared.receipt import Receipt
from yimatong.web.shared.words import Words


async def area_names(rooms: Rooms, areas: Iterable[str]) -> dict[str, str]:
    """Chinese names by code of area, as they are today."""
    codes = sorted(set(areas))
    return await rooms.catalogue.region_names(codes, in_china(rooms.now).date()) if codes else {}


async def institution_names(rooms: Rooms, codes: Iterable[str]) -> dict[str, str]:
    """Names by code; an unknown code is left out."""
    found = [await rooms.providers.by_code(code) for code in sorted(set(codes))]
    return {institution.institution_code: institution.name for institution in found if institution}


async def told(rooms: Rooms, done: Settlement, words: Words) -> Receipt:
    """The receipt of a settlement, with everything it names looked up."""
    lines = await rooms.settlement.lines(done.settlement_id)
    charges = await rooms.care.charges(done.encounter_id)
    names = await institution_names(rooms, [done.institution_code])
    record = await rooms.people.by_id(done.person_id)
    taken_back = await rooms.settlement.reversal_of(done.settlement_id) is not None
    person = masked_name(record.person.name) if record else ""
    name = names.get(done.institution_code, done.institution_code)
    return receipt_of(Told(done, lines, charges, name, person, taken_back, await units_of(rooms, done, charges)), words)


async def units_of(rooms: Rooms, done: Settlement, charges: Sequence[Charge]) -> dict[str, str]:
    """The catalogue's unit of each charge of a settlement by charge number; an item without one is left out."""
    mine = [charge for charge in charges if charge.settlement_id == done.settlement_id]
    codes = [(done.institution_code, charge.local_code, charge.national_code) for charge in mine]
    items = await items_in_force(rooms.catalogue, codes, [in_china(charge.charged_at).date() for charge in mine])
    found = zip(mine, items, strict=True)
    return {charge.charge_no: item.unit for charge, item in found if isinstance(item, Item) and item.unit}
