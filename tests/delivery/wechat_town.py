"""A town of followers on the stub of WeChat, and broadcasts for all of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from db.broadcast_tables import subscription
from db.people import recognise
from db.tables import identity
from db.wechat_quota import month_of
from db.wechat_tables import wechat_mass, wechat_mass_reach
from tests.delivery.town import Town

TEXTS = {"zh": {"text": "周六有招聘会", "entities": []}, "en": {"text": "A job fair on Saturday", "entities": []}}


@dataclass(frozen=True)
class Fellow:
    """Somebody who follows the account; `id` is their openid, `chat` the number of their identity."""

    id: str
    chat: int
    language: str


class WechatTown(Town):
    """The same town, with an official account."""

    channel = "wechat"

    def __init__(self, database, api, workers, settings, folder) -> None:
        super().__init__(database, None, workers, settings, folder)
        self.api = api

    def works(self, number=1, *, a_list=10, patches=None, **given):
        """Start workers; their lists hold `a_list` people and follow each other quickly."""
        quick = {
            "db.wechat_lists.A_LIST": a_list,
            "db.delivering.A_LIST_TAKES": 0.2,
            "bot.speakers.AGAIN_SECONDS": 0.2,
            "bot.channels.wechat.client.PAUSE": 0,
        }
        return super().works(number, wechat_per_second=50, patches=quick | (patches or {}), **given)

    async def grows(self, number, language="zh"):
        first = len(self.people)

        def move_in(connection):
            now = datetime.now(UTC)
            for one in range(first, first + number):
                openid = f"oTown{one:023d}"
                person = recognise(connection, channel="wechat", external_id=openid, language=language, now=now)
                wish = {"user_id": person.user_id, "topic": "events", "channel": "wechat", "at": now}
                connection.execute(subscription.insert(), wish)
                self.people.append(Fellow(openid, person.identity_id, language))

        await self.database.writing(move_in)
        self.api.followers.update(one.id for one in self.people)
        return self.people[first:]

    async def is_told(self, text=None, **values):
        content = TEXTS if text is None else {"zh": {"text": text, "entities": []}}
        return await super().is_told(**{"content": content, **values})

    async def had_all(self, *people):
        """These had four mass sendings this month."""
        rows = [{"identity_id": one.chat, "month": month_of(datetime.now(UTC)), "times": 4} for one in people]
        await self.database.writing(lambda connection: connection.execute(wechat_mass_reach.insert(), rows))

    async def counted(self):
        """How many mass sendings of this month each person got, by the ledger."""
        query = select(identity.c.external_id, wechat_mass_reach.c.times).join_from(wechat_mass_reach, identity)
        found = await self.database.reading(lambda connection: connection.execute(query).all())
        times = dict(found)
        return [times.get(one.id, 0) for one in self.people]

    async def lists(self):
        """The ledger's rows."""
        query = select(wechat_mass).order_by(wechat_mass.c.name)
        return await self.database.reading(lambda connection: connection.execute(query).all())

    def got(self, *_):
        return [self.api.got(one.id) for one in self.people]

    async def why(self):
        """How many messages of the broadcast are in which state, for which reason."""
        return Counter((row.state, row.reason) for row in await self.rows(broadcast_id=self.broadcast))
