"""The demo area: real lists and law packs, synthetic people, made-up secrets. Made once; what is there already is left alone."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from yimatong.app.demo_population import DemoPerson, make_population
from yimatong.app.imports import load_population, load_reference
from yimatong.app.progress import Progress
from yimatong.app.wiring import Platform, Rooms
from yimatong.catalogue.core import Billable
from yimatong.code import service as code_service
from yimatong.code.core import Purpose
from yimatong.kernel.dates import in_china
from yimatong.kernel.money import Fen, yuan_text
from yimatong.kernel.refusals import refuse
from yimatong.ledger import core as accounts
from yimatong.ledger.service import open_personal_accounts
from yimatong.people.core import PeopleReason, PersonRecord
from yimatong.providers.core import make_credential

SEED = 2026
PEOPLE = 2_000
SECRET_BYTES = 24
ITEMS_PER_CLASS = 12
PAGES = {"start": "/", "citizen": "/citizen", "counter": "/counter", "bureau": "/bureau", "api": "/api"}
HOSPITAL_INTERFACE = "/fsi/api/rsfComIfsService/callService/{infno}"


async def create_demo(platform: Platform, progress: Progress) -> None:
    """Load lists, institutions and people, open their accounts, give every institution a secret. Safe to repeat."""
    async with platform.read() as rooms:
        await load_reference(rooms.connection, in_china(rooms.now).date(), progress)
    async with platform.act() as rooms:
        await give_secrets(rooms)
        if await rooms.people.count() == 0:
            await open_area(rooms, make_population(SEED, PEOPLE, in_china(rooms.now).date()), progress)


async def give_secrets(rooms: Rooms) -> None:
    """A secret of its own for every institution that has none."""
    known = {credential.access_key for credential in await rooms.providers.credentials()}
    new = [
        make_credential(institution.institution_code, lambda: rooms.chance(SECRET_BYTES).hex())
        for institution in await rooms.providers.in_area()
        if institution.institution_code not in known
    ]
    await rooms.providers.add_credentials(new, rooms.now)


async def open_area(rooms: Rooms, people: list[DemoPerson], progress: Progress) -> None:
    """Keep the people and put the opening balances into their personal accounts."""
    await load_population(rooms.connection, people)
    openings: dict[str, list[tuple[int, int, int]]] = {}
    for one in people:
        if one.account_balance:
            area = one.covers[0].area
            openings.setdefault(area, []).append((rooms.ids(), one.person.person_id, one.account_balance))
    for area, opened in openings.items():
        await open_personal_accounts(rooms.ledger, area, opened, rooms.now)
    progress("people", len(people), len(people))


async def credentials(platform: Platform) -> dict[str, Any]:
    """What a hospital system's builder needs to try everything: institutions with secrets, people, items, addresses."""
    async with platform.read() as rooms:
        day = in_china(rooms.now).date()
        secrets = {credential.access_key: credential.secret for credential in await rooms.providers.credentials()}
        institutions = await rooms.providers.in_area()
        people = await rooms.people.people_page("", limit=PEOPLE)
        balances = dict(await rooms.ledger.balances("personal/"))
        billable = await rooms.catalogue.billable_items(day, limit=5_000)
    return {
        "institutions": [
            {
                "code": one.institution_code,
                "name": one.name,
                "level": one.level,
                "area": one.area,
                "kind": one.kind,
                "secret": secrets.get(one.institution_code, ""),
            }
            for one in institutions
        ],
        "people": [row for record in people for row in person_rows(record, day, balances)],
        "items": [item_row(one) for one in varied(billable)],
        "pages": addresses(platform),
    }


def person_rows(record: PersonRecord, day: date, balances: dict[str, int]) -> list[dict[str, Any]]:
    """One row per cover: the one in force, or the last one when none is."""
    person = record.person
    in_force = [cover for cover in record.covers if cover.in_force(day)]
    hardship = sorted(identity.hardship_class for identity in record.identities if identity.in_force(day))
    balance = balances.get(accounts.personal(person.person_id), 0)
    return [
        {
            "psn_no": person.psn_no,
            "certno": person.certno,
            "name": person.name,
            "card_no": person.card_no,
            "scheme": cover.scheme,
            "area": cover.area,
            "status": cover.status,
            "psn_type": cover.psn_type,
            "covered": cover.in_force(day),
            "hardship": hardship[0] if hardship else None,
            "account_balance": yuan(balance if cover.scheme == "310" else 0),
        }
        for cover in in_force or list(record.covers[-1:])
    ]


def varied(billable: list[Billable]) -> list[Billable]:
    """Everyday items of all three classes that are paid without any condition, some of each."""
    chosen: list[Billable] = []
    for list_class in "甲乙丙":
        free = [one for one in billable if one.item.list_class == list_class and not one.item.limited]
        free.sort(key=lambda one: (not re.match("FJC", one.local.local_code), one.local.local_code))
        chosen += free[:ITEMS_PER_CLASS]
    return chosen


def item_row(one: Billable) -> dict[str, Any]:
    """An item as a hospital system knows it; `price` in yuan."""
    return {
        "national_code": one.item.national_code,
        "local_code": one.local.local_code,
        "name": one.item.name,
        "price": yuan(one.local.price),
        "class": one.item.list_class,
        "kind": one.item.kind,
        "unit": one.item.unit,
    }


def yuan(amount: Fen) -> Decimal:
    """Fen as yuan with two places, exactly."""
    return Decimal(yuan_text(amount))


def addresses(platform: Platform) -> dict[str, str]:
    """Where everything is while the platform runs."""
    base = platform.settings.address
    pages = {name: base + path for name, path in PAGES.items()}
    return pages | {"hospital_interface": base + HOSPITAL_INTERFACE}


async def fresh_code(platform: Platform, psn_no: str, purpose: Purpose = Purpose.VISIT) -> str:
    """A code text of a person, as the phone would show it."""
    async with platform.act() as rooms:
        record = await rooms.people.by_id(int(psn_no)) if psn_no.isascii() and psn_no.isdigit() else None
        if record is None:
            raise refuse(PeopleReason.UNKNOWN_PERSON, "person", psn_no)
        shown = await code_service.show(rooms.code, record.person.person_id, purpose, rooms.now, rooms.chance)
    return shown.text
