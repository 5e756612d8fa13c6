"""Mass sendings (群发) by lists of people, entered in the ledger before they leave."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.channels.wechat.client import Client
from bot.channels.wechat.errors import WechatError
from bot.channels.wechat.limits import MASS_LIST
from bot.channels.wechat.parts import Text, as_message
from db import Database
from db.wechat_quota import close_mass, month_of, open_mass

logger = structlog.get_logger(__name__)


class TooFew(Exception):
    """WeChat sends to two people at least: one alone is told in another way."""


async def mass_send(
    client: Client, database: Database, *, name: str, identities: Sequence[int], text: str, now: datetime
) -> int:
    """Send one text to as many as `MASS_LIST` people at once; returns to how many, without those who had four already.

    `name` (64 letters at most) makes it happen once, however often it is tried: after a time-out
    (`WechatUnreachable`) or a `WechatError` with the cure ``soon`` it may be tried again under the same name.
    Raises `TooFew` when fewer than two are left.
    """
    if len(identities) > MASS_LIST:
        raise ValueError(f"{len(identities)} people: allowed are {MASS_LIST} at once")
    recipients = await database.writing(open_mass, name=name, month=month_of(now), identities=identities, now=now)
    if not recipients:
        return 0
    if len(recipients) == 1:
        await database.writing(close_mass, name=name, state="failed")
        raise TooFew
    given = {"touser": [one.account for one in recipients], "clientmsgid": name, **as_message(Text(text))}
    try:
        found = await client.call("/cgi-bin/message/mass/send", given)
        message_id = found.get("msg_id")
    except WechatError as error:
        if error.cure == "soon":
            raise  # whether it leaves is not known yet
        if error.cure != "sent":
            await database.writing(close_mass, name=name, state="failed")
            raise
        message_id = error.given.get("msg_id")
    known = message_id if isinstance(message_id, int) else None
    await database.writing(close_mass, name=name, state="sent", message_id=known, recipients=recipients)
    logger.info("mass_sent", name=name, recipients=len(recipients))
    return len(recipients)
