"""What is done and found behind a conversation, and what everybody says who books."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.engine import make_url

from bot.keyring import vault_for
from db import Database
from db.booking import register
from db.booking_tables import slot
from db.catalogue import upcoming
from db.consent import record_consent
from db.drafts import OfferingDraft, SlotDraft, TicketDraft
from db.offerings import publish
from db.people import recognise
from db.profile import own_profile, record_field
from db.slots import change_capacity, pools_of
from db.tables import metadata
from handlers.consent import consent_version
from knowledge.offering_sheets import write_offerings

NAME, PHONE = "欧阳小城", "13812345678"


class Office:
    """What is done behind the conversation."""

    def __init__(self, app):
        self.app = app
        self.vault = vault_for(app.settings)

    async def run(self, operation, **given):
        database = Database(self.app.settings.database_url)
        try:
            return await database.writing(operation, **given)
        finally:
            await database.close()

    async def user(self):
        """The newest person's number."""
        rows = await self.app.rows("identity")
        return max(rows, key=lambda row: row["id"])["user_id"]

    async def knows(self, user_id, **fields):
        """Have somebody agree, and tell this."""
        for purpose in ("booking", "sensitive"):
            await self.run(
                record_consent,
                user_id=user_id,
                purpose=purpose,
                version=consent_version(purpose),
                given=True,
                channel="web",
                now=datetime.now(UTC),
            )
        for field, value in fields.items():
            purpose = "booking" if field in {"name", "phone"} else "sensitive"
            await self.run(
                record_field,
                vault=self.vault,
                user_id=user_id,
                field=field,
                value=value,
                consent_version=consent_version(purpose),
                now=datetime.now(UTC),
            )

    async def profile(self, user_id):
        return await self.run(own_profile, vault=self.vault, user_id=user_id)

    async def statuses(self):
        return [row["status"] for row in sorted(await self.app.rows("registration"), key=lambda row: row["id"])]

    async def becomes(self, statuses):
        """Wait until the registrations have these statuses."""
        async with asyncio.timeout(5):
            while await self.statuses() != statuses:
                await asyncio.sleep(0.02)

    async def slot(self, subject):
        page = await self.run(upcoming, now=datetime.now(UTC), subjects=[subject], limit=1)
        return page.cards[0]

    async def seats(self, subject, **capacities):
        """Have so many seats in a slot's pools."""
        card = await self.slot(subject)
        for pool in await self.run(pools_of, slot_id=card.slot_id):
            if pool.key in capacities:
                await self.run(change_capacity, pool_id=pool.id, capacity=capacities[pool.key], now=datetime.now(UTC))
        return card

    async def adds(self, key, *slots, subject, title, kind="event"):
        """Offer something more. `slots`: when each begins, in days from now, and for how many."""
        now = datetime.now(UTC)
        drafts = [
            SlotDraft(
                key=f"at-{days}",
                starts_at=now.replace(second=0, microsecond=0) + timedelta(days=days),
                ends_at=now.replace(second=0, microsecond=0) + timedelta(days=days, hours=1),
                pools={"all": seats},
                tickets=[TicketDraft("place", {"zh": "名额", "en": "Place"}, {"all": 1})],
                opens_at=now - timedelta(days=1),
            )
            for days, seats in slots
        ]
        words = {"zh": title, "en": title}
        draft = OfferingDraft(key, kind, subject, words, words, words, slots=drafts)
        await self.run(publish, draft=draft, now=now)

    async def fills(self, subject, number, *, name="某某"):
        """Have so many people book the first slot, by `name` and their number."""
        card = await self.slot(subject)
        for one in range(number):
            now, account = datetime.now(UTC), f"{subject}-{name}-{one}"
            person = await self.run(recognise, channel="web", external_id=account, language="zh", now=now)
            await self.knows(person.user_id, name=f"{name}{one}")
            await self.run(register, user_id=person.user_id, ticket_id=card.tickets[0].id, key=account, now=now)
        return card

    async def lasts(self, slot_id, *, begins=timedelta(0), ends=timedelta(hours=1)):
        """Have a slot begin and end at these times from now."""
        now = datetime.now(UTC)
        times = {"starts_at": now + begins, "ends_at": now + ends}
        await self.run(lambda connection: connection.execute(update(slot).where(slot.c.id == slot_id).values(**times)))


async def tells_who_she_is(she):
    """Consent, name and phone, as they are asked for the first time."""
    await she.sees("先请你看一下")
    await she.taps("同意")
    await she.sees("姓名")
    await she.says(NAME)
    await she.sees("手机号")
    await she.says(PHONE)


async def registers(one, button, end):
    """Sign up for the festival, alone."""
    await one.says("报名邻里节")
    await one.sees("选一种名额")
    await one.taps("个人")
    await one.sees("请确认")
    await one.taps(button)
    await tells_who_she_is(one)
    return await one.sees(end)


async def kept(app):
    """Every table, as one text; on SQLite the bytes of its files, too."""
    tables = {name: await app.rows(name) for name in metadata.tables}
    words = json.dumps(tables, default=str, ensure_ascii=False)
    url = make_url(app.settings.database_url)
    if url.get_backend_name() == "sqlite":
        files = [Path(url.database + end) for end in ("", "-wal")]
        words += b"".join(file.read_bytes() for file in files if file.exists()).decode("utf-8", "replace")
    return words


def lecture_sheet(folder, *, ends):
    """A spreadsheet that offers a lecture in ten days, from seven in the evening; and its rows."""
    day = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    texts = ["讲座", "Lecture", "图书馆", "Library", "一小时", "An hour"]
    rows = {
        "offerings": [["lecture", "event", "festival", *texts, *[""] * 8, "all 40", *[""] * 4]],
        "tickets": [["lecture", "guest", "听众", "Guest", "all 1", "", "", ""]],
        "times": [["lecture", day, "19:00", ends, ""]],
        "hours": [],
        "blackouts": [],
    }
    path = folder / "sheet.xlsx"
    write_offerings(path, rows)
    return path, rows
