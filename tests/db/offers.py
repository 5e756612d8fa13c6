"""Offerings and people for the tests of booking."""

from datetime import timedelta

from db import people
from db.booking_tables import pool, slot, ticket
from db.drafts import OfferingDraft, SlotDraft, TicketDraft
from db.offerings import publish
from db.registrations import Policy
from tests.db.conftest import NOON

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def words(zh, en=""):
    return {"zh": zh, "en": en or zh}


def plain_ticket(**changes):
    return TicketDraft(**{"key": "place", "title": words("名额"), "needs": {"all": 1}, **changes})


def a_slot(key="one", *, starts=NOON + 7 * DAY, hours=2, pools=None, tickets=None, **changes):
    return SlotDraft(
        key=key,
        starts_at=starts,
        ends_at=starts + hours * HOUR,
        pools={"all": 2} if pools is None else pools,
        tickets=tickets or [plain_ticket()],
        **{"opens_at": NOON - DAY, **changes},
    )


def an_offering(*slots, key="tea", kind="event", policy=None, **changes):
    return OfferingDraft(
        key=key,
        kind=kind,
        subject=changes.pop("subject", f"event:{key}"),
        title=words("相约湖湾", "Lakeside tea"),
        place=changes.pop("place", words("湖湾公园", "Lake Park")),
        description=words("喝茶聊天"),
        policy=policy or Policy(),
        slots=slots or [a_slot()],
        **changes,
    )


def mixer(*, men=2, women=2, seats=4, starts=NOON + 7 * DAY, **policy):
    """Seats for men and for women, and for couples, who need one of each."""
    tickets = [
        TicketDraft("man", words("男士"), {"all": 1, "men": 1}),
        TicketDraft("woman", words("女士"), {"all": 1, "women": 1}),
        TicketDraft("couple", words("情侣"), {"all": 2, "men": 1, "women": 1}, persons=2, most=2),
    ]
    one = a_slot(starts=starts, pools={"all": seats, "men": men, "women": women}, tickets=tickets)
    return an_offering(one, key="mixer", policy=Policy(**policy))


def wedding(*, couples=1, starts=NOON + 7 * DAY):
    """Two named persons, who both agree."""
    couple = TicketDraft("couple", words("新人"), {"all": 1}, persons=2, most=2, agreement=True)
    return an_offering(
        a_slot(starts=starts, pools={"all": couples}, tickets=[couple]),
        key="wedding",
        policy=Policy(hold_minutes=48 * 60),
    )


def tickets_of(connection, *, offering_id):
    """The numbers of an offering's tickets by slot and ticket key."""
    rows = connection.execute(
        ticket.select()
        .with_only_columns(slot.c.key.label("slot"), ticket.c.key, ticket.c.id)
        .join(slot, ticket.c.slot_id == slot.c.id)
        .where(slot.c.offering_id == offering_id)
    )
    return {(row.slot, row.key): row.id for row in rows}


def offered(connection, *, draft, now=NOON - DAY):
    """Publish an offering; returns its tickets' numbers."""
    return tickets_of(connection, offering_id=publish(connection, draft=draft, now=now))


def someone(connection, *, name):
    return people.recognise(connection, channel="web", external_id=name, language="zh", now=NOON).user_id


def pools_of(connection):
    return {row.key: row for row in connection.execute(pool.select())}
