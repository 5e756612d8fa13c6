"""Broadcasts as the tests of their operations speak of them: staff and people by name."""

from db import people
from db.audience import audience_batch
from db.broadcasts import draft_broadcast
from db.intake import Arrival, record
from db.staff import add_staff, join_staff
from db.subscriptions import subscribe
from db.vault import Vault
from tests.db.conftest import NOON

VAULT = Vault([bytes(32)])
WORDS = {"zh": {"text": "周六有活动", "entities": []}}


class Press:
    """Who writes, who reviews, who reads."""

    def __init__(self, database):
        self.database = database
        self.people = {}

    async def run(self, operation, **given):
        return await self.database.writing(operation, **given)

    async def meets(self, name, channel="web", language="zh"):
        """Somebody's account; their user."""
        external = f"{len(self.people) + 1000}" if channel == "telegram" else name
        person = await self.run(people.recognise, channel=channel, external_id=external, language=language, now=NOON)
        self.people[name] = person
        return person.user_id

    async def member(self, name, role="events"):
        """A member of staff who has joined; the actor by whom the log names them."""
        user_id = await self.meets(name)
        code = await self.run(add_staff, vault=VAULT, name=name, role=role, now=NOON)
        member = await self.run(join_staff, vault=VAULT, user_id=user_id, code=code, now=NOON)
        return f"staff:{member.id}"

    async def reader(self, name, *topics, channel="web", language="zh"):
        user_id = await self.meets(name, channel, language)
        await self.run(subscribe, user_id=user_id, topics=topics or ["activities"], channel=channel, now=NOON)
        return user_id

    async def says(self, name, key, chat=None):
        person = self.people[name]
        arrival = Arrival(person.channel, key, chat or person.identity_id, {"message": {"text": "在吗"}})
        await self.run(record, arrivals=[arrival], worker=1, now=NOON)

    async def draft(self, by, *, purpose="news", audience=None, content=None, reviews_needed=1):
        return await self.run(
            draft_broadcast,
            by=by,
            title="周六",
            purpose=purpose,
            content=WORDS if content is None else content,
            audience={"topic": "activities"} if audience is None else audience,
            reviews_needed=reviews_needed,
            now=NOON,
        )

    async def recipients(self, told, *, after=0, limit=100):
        return await self.run(audience_batch, broadcast=told, after=after, limit=limit, now=NOON)
