"""Takes lists of people in hand, as a worker does, for the tests of mass sending."""

from datetime import timedelta

from sqlalchemy import select

from db.broadcast_tables import subscription
from db.delivering import claim_wave
from db.lanes import open_lane
from db.outbox_tables import outbox
from db.outcomes import Outcome, write_outcomes
from db.people import recognise
from db.wechat_lists import Together
from tests.db.conftest import NOON
from tests.db.crowd import LEASE, told

AGAIN = Outcome("queued", "no_answer", wait=20)
MINUTE = timedelta(minutes=1)


async def opened_office(database):
    """An office, and six on WeChat who want to hear about events."""

    def write(connection):
        found = []
        for number in range(6):
            person = recognise(connection, channel="wechat", external_id=f"o{number}", language="zh", now=NOON)
            wish = {"user_id": person.user_id, "topic": "events", "channel": "wechat", "at": NOON}
            connection.execute(subscription.insert(), wish)
            found.append(person.user_id)
        open_lane(connection, name="wechat", per_second=5, now=NOON)
        return found

    return Office(database, await database.writing(write))


class Office:
    """Takes lists in hand and writes down what became of them."""

    def __init__(self, database, followers):
        self.database = database
        self.followers = followers
        self.number = 0

    async def tells(self, **values):
        self.number = await told(self.database, **values)

    async def claims(self, *, worker=1, now=NOON, languages=("zh", "en"), number=None, weekly=0):
        together = Together(number or self.number, languages)
        given = {"lane": "wechat", "worker": worker, "room": 5, "lease": LEASE, "night": False, "weekly": weekly}
        wave = await self.database.writing(claim_wave, **given, now=now, together=together)
        return wave.messages

    async def writes(self, one, outcome, *, worker=1, now=NOON):
        await self.database.writing(write_outcomes, worker=worker, results=[(one, outcome)], most_faults=10, now=now)

    async def rows(self):
        query = select(outbox).order_by(outbox.c.id)
        return await self.database.reading(lambda connection: connection.execute(query).all())

    async def states(self):
        return [(row.state, row.reason) for row in await self.rows()]

    async def opts_out(self, person):
        gone = subscription.delete().where(subscription.c.user_id == self.followers[person])
        await self.database.writing(lambda connection: connection.execute(gone))
