"""The operations of booking as the tests speak of them."""

from db.booking import register
from db.booking_tables import booking_move
from db.catalogue import booking_of
from db.checkin import check_in
from db.clock import tick
from db.outbox_tables import outbox
from tests.db.conftest import NOON
from tests.db.offers import DAY, offered, pools_of, someone

START = NOON + 7 * DAY


class Office:
    """People by name, at noon unless said."""

    def __init__(self, database):
        self.database = database
        self.ids = {}
        self.tickets = {}

    async def user(self, name):
        if name not in self.ids:
            self.ids[name] = await self.database.writing(someone, name=name)
        return self.ids[name]

    async def offers(self, draft):
        self.tickets = await self.database.writing(offered, draft=draft)

    async def registers(self, name, *, slot="one", ticket="place", now=NOON, **given):
        return await self.database.writing(
            register, user_id=await self.user(name), ticket_id=self.tickets[slot, ticket], now=now, **given
        )

    async def does(self, operation, name, made, *, now=NOON, **given):
        return await self.database.writing(
            operation, registration_id=made.id, user_id=await self.user(name), now=now, **given
        )

    async def decides(self, operation, made, *, now=NOON, **given):
        return await self.database.writing(
            operation, registration_id=made.id, by=await self.user("staff"), now=now, **given
        )

    async def scans(self, code, *, now=START, by="staff", **given):
        return await self.database.writing(check_in, code=code, by=await self.user(by), now=now, **given)

    async def sees(self, name, made):
        booking = await self.database.reading(booking_of, registration_id=made.id, user_id=await self.user(name))
        return booking.registration.status

    async def said(self):
        rows = await self.database.reading(lambda connection: connection.execute(outbox.select()).all())
        return {row.key: row for row in rows}

    async def moves(self, made):
        query = booking_move.select().where(booking_move.c.registration_id == made.id).order_by(booking_move.c.id)
        rows = await self.database.reading(lambda connection: connection.execute(query).all())
        return [row.to_status for row in rows]

    async def taken(self):
        return {key: row.taken for key, row in (await self.database.reading(pools_of)).items()}

    async def ticks(self, now):
        return await self.database.writing(tick, now=now)
