"""What the stories of booking share: what is done behind the conversation, and what everybody says who books."""

from datetime import UTC, datetime

from db import Database
from db.catalogue import upcoming
from db.slots import change_capacity, pools_of

NAME, PHONE = "欧阳小城", "13812345678"


class Office:
    """What is done behind the conversation."""

    def __init__(self, app):
        self.app = app

    async def run(self, operation, **given):
        database = Database(self.app.settings.database_url)
        try:
            return await database.writing(operation, **given)
        finally:
            await database.close()

    async def statuses(self):
        return [row["status"] for row in sorted(await self.app.rows("registration"), key=lambda row: row["id"])]

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
