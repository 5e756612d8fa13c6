"""A town of people on the stub of Telegram, and broadcasts for all of them."""

import asyncio
import os
import secrets
import signal
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from db import Database, DatabaseUnavailable
from db.broadcast_tables import broadcast, subscription
from db.outbox import tell_staff
from db.outbox_tables import lane, outbox
from db.own_data import erase
from db.personal_tables import staff
from db.progress import progress
from db.tables import identity, user
from tests.delivery.workers import Workers
from tests.stubs.bot_api import BotApi

PATIENCE = 30.0
QUICK = {"poll": 0.05, "keep": 0.1, "lease": 30.0, "stop": 5.0}
"""A worker's timing in tests: as it is, only sooner."""


class Town:
    """The people, their messages, and the workers that send them."""

    channel = "telegram"

    def __init__(
        self, database: Database, telegram: BotApi, workers: Workers, settings: dict[str, Any], folder
    ) -> None:
        self.database = database
        self.telegram = telegram
        self.people = []
        self.broadcast = 0
        self.boss = None
        self._workers = workers
        self.settings = settings
        self._folder = folder

    @property
    def log(self) -> str:
        path = self._folder / "workers.log"
        return path.read_text("utf-8") if path.exists() else ""

    def works(
        self, number: int = 1, *, per_second: float = 200, timing=None, patches=None, clock="", **settings
    ) -> list[int]:
        """Start so many workers; `clock` is a file that says by how many seconds that of their machine is wrong."""
        paid = {"telegram_per_second": per_second, "telegram_paid_broadcast": per_second > 30}
        given = {**self.settings, **paid, "quiet_hours": "off", **settings}
        log = self._folder / "workers.log"
        return [
            self._workers.start(given, log, {**QUICK, **(timing or {})}, clock, **(patches or {}))
            for _ in range(number)
        ]

    async def ends(self, pid: int, how=signal.SIGTERM) -> int:
        """End a worker, and wait until it is gone; Telegram goes on answering meanwhile."""
        return await asyncio.to_thread(self._workers.end, pid, how)

    async def grows(self, number: int) -> None:
        """So many people more, who want to hear news."""
        people = [self.telegram.person() for _ in range(number)]
        self.people += people

        def move_in(connection) -> None:
            now = datetime.now(UTC)
            for person in people:
                number = connection.execute(
                    user.insert().returning(user.c.id), {"language": "zh", "created_at": now}
                ).scalar_one()
                account = {"channel": "telegram", "external_id": str(person.id), "user_id": number, "created_at": now}
                connection.execute(identity.insert(), account)
                wish = {"user_id": number, "topic": "events", "channel": "telegram", "at": now}
                connection.execute(subscription.insert(), wish)

        await self.database.writing(move_in)

    async def is_told(self, text: str = "周六有招聘会", **values) -> int:
        """A broadcast for all of them, which the office has let out."""

        def write(connection) -> int:
            now = datetime.now(UTC)
            author = connection.execute(select(staff.c.id).limit(1)).scalar_one_or_none()
            if author is None:
                author = connection.execute(
                    staff.insert().returning(staff.c.id), {"name": "小近", "role": "admin", "created_at": now}
                ).scalar_one()
            row = {
                "title": "招聘会",
                "state": "scheduled",
                "purpose": "news",
                "content": {"zh": {"text": text, "entities": []}},
                "audience": {"topic": "events"},
                "version": 1,
                "reviews_needed": 1,
                "urgent": False,
                "author_id": author,
                "cursor": 0,
                "created_at": now,
                "changed_at": now,
                **values,
            }
            return connection.execute(broadcast.insert().returning(broadcast.c.id), row).scalar_one()

        self.broadcast = await self.database.writing(write)
        return self.broadcast

    async def has_staff(self) -> Any:
        """Somebody of the staff with an account on Telegram."""
        await self.grows(1)
        boss = self.boss = self.people.pop()

        def join(connection) -> None:
            now = datetime.now(UTC)
            number = connection.execute(
                select(identity.c.user_id).where(identity.c.external_id == str(boss.id))
            ).scalar_one()
            connection.execute(subscription.delete().where(subscription.c.user_id == number))
            connection.execute(
                staff.insert(),
                {
                    "name": secrets.token_hex(4),
                    "role": "events",
                    "user_id": number,
                    "joined_at": now,
                    "created_at": now,
                },
            )

        await self.database.writing(join)
        return boss

    async def writes_to_staff(self) -> float:
        """Something that cannot wait, for the `boss`; returns when it was written."""

        def write(connection) -> None:
            now = datetime.now(UTC)
            tell_staff(connection, kind="lane_stopped", roles=("events",), key="x", data={"lane": "test"}, now=now)

        await self.database.writing(write)
        return asyncio.get_running_loop().time()

    async def does(self, operation, **given: Any) -> Any:
        """Have something done with the broadcast."""
        given = {"broadcast_id": self.broadcast, "now": datetime.now(UTC), **given}
        return await self.database.writing(operation, **given)

    def ago(self, **time: float) -> datetime:
        return datetime.now(UTC) - timedelta(**time)

    async def nothing_in_hand(self) -> bool:
        return not await self.rows(state="sending")

    async def has_states(self, states: dict[str, int]) -> bool:
        return await self.states() == states

    async def doubts(self) -> bool:
        return (await self.states()).get("unsure", 0) > 0

    async def recalled(self, states: dict[str, int]) -> bool:
        found = await self.database.reading(progress, broadcast_id=self.broadcast, now=datetime.now(UTC))
        return found.recalled == states

    async def user_of(self, person) -> int:
        query = select(identity.c.user_id).where(identity.c.external_id == str(person.id))
        return await self.database.reading(lambda connection: connection.execute(query).scalar_one())

    async def person_opts_out(self, person) -> None:
        gone = subscription.delete().where(subscription.c.user_id == await self.user_of(person))
        await self.database.writing(lambda connection: connection.execute(gone))

    async def person_is_erased(self, person) -> int:
        """They have everything deleted; returns the number that they were."""
        number = await self.user_of(person)
        await self.database.writing(erase, user_id=number, now=datetime.now(UTC))
        return number

    async def rows(self, **having: Any) -> list[Any]:
        query = select(outbox).order_by(outbox.c.id)
        for name, value in having.items():
            query = query.where(outbox.c[name] == value)
        return await self.database.reading(lambda connection: connection.execute(query).all())

    async def has_told_staff(self, kind: str) -> bool:
        """Whether something is to be said to the staff."""
        return bool(await self.rows(kind=kind))

    async def states(self) -> Counter:
        """How many messages of the broadcast are in which state."""
        return Counter(row.state for row in await self.rows(broadcast_id=self.broadcast))

    async def the_broadcast(self) -> Any:
        query = select(broadcast).where(broadcast.c.id == self.broadcast)
        return await self.database.reading(lambda connection: connection.execute(query).one())

    async def the_lane(self) -> Any:
        query = select(lane).where(lane.c.name == self.channel)
        return await self.database.reading(lambda connection: connection.execute(query).one_or_none())

    async def comes_to(self, state: str) -> None:
        """Wait until the broadcast is in this state."""
        await until(lambda: self._is(state), lambda: self.log[-3000:])

    async def _is(self, state: str) -> bool:
        try:
            return (await self.the_broadcast()).state == state
        except DatabaseUnavailable:  # the test's own line was cut too
            return False

    async def is_paused(self) -> bool:
        found = await self.the_lane()
        return found is not None and found.paused_until is not None

    async def is_stopped(self) -> bool:
        found = await self.the_lane()
        return found is not None and found.stopped

    async def changes_pace(self, per_second: float) -> None:
        await self.changes(lane, per_second=per_second)

    def freezes(self, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)

    def thaws(self, pid: int) -> None:
        os.kill(pid, signal.SIGCONT)

    async def changes(self, table, **values: Any) -> None:
        await self.database.writing(lambda connection: connection.execute(update(table).values(**values)))

    def got(self, text: str = "周六有招聘会") -> list[int]:
        """How often each person got it."""
        return [sum(text in message.text for message in person.answers) for person in self.people]

    @property
    def sent(self) -> int:
        return sum(self.got())

    def calls(self) -> list[Any]:
        return [call for call in self.telegram.calls if call.method == "sendMessage"]


async def until(true, complaint=lambda: "it did not come true", within: float = PATIENCE) -> None:
    """Wait until something is true."""
    try:
        async with asyncio.timeout(within):
            while not (await found if asyncio.iscoroutine(found := true()) else found):
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(complaint()) from None


def most_in_a_second(moments: list[float]) -> int:
    """How many of these moments lie within one second at most."""
    moments, most, first = sorted(moments), 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@asynccontextmanager
async def on_telegram(rules, **given):
    """A stub of Telegram that finds no fault with what it is asked."""
    async with BotApi(rules=rules, **given) as stub:
        yield stub
