"""Mass sendings (群发) by lists of people."""

from collections.abc import Sequence

import structlog

from bot.channels.wechat.client import Client
from bot.channels.wechat.errors import WechatError
from bot.channels.wechat.parts import Text, as_message
from db.wechat_quota import A_LIST, FEWEST

logger = structlog.get_logger(__name__)


async def mass_send(client: Client, *, name: str, accounts: Sequence[str], text: str) -> int | None:
    """Send one text to as many as `A_LIST` people at once; returns what WeChat calls it.

    `name` (64 letters at most) makes it happen once, however often it is tried within 24 hours: after a time-out
    (`WechatUnreachable`), or a `WechatError` with the cure ``soon`` or ``again``, the same people may be tried again
    under the same name.
    """
    if not FEWEST <= len(accounts) <= A_LIST:
        raise ValueError(f"{len(accounts)} people: allowed are {FEWEST} to {A_LIST} at once")
    given = {"touser": list(accounts), "clientmsgid": name, **as_message(Text(text))}
    try:
        found = await client.call("/cgi-bin/message/mass/send", given)
    except WechatError as error:
        if error.cure != "sent":
            raise
        found = dict(error.given)
    logger.info("mass_sent", name=name, recipients=len(accounts))
    number = found.get("msg_id")
    return number if isinstance(number, int) else None
