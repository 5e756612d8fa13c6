"""Codes for posters: who scans one is shown what it is about, and follows the account first if they do not yet."""

from datetime import timedelta

from bot.channels.wechat.client import Client
from bot.channels.wechat.errors import WechatUnreachable
from bot.channels.wechat.limits import SCENE_LETTERS, SCENE_SECONDS


async def poster_code(client: Client, data: str, *, lasts: timedelta | None = None) -> str:
    """The address in a code that stands for the bot's button `data`; for ever when `lasts` is not given.

    An account has 100,000 codes for ever; others last 30 days at most.
    """
    if not 1 <= len(data) <= SCENE_LETTERS:
        raise ValueError(f"{data!r}: allowed are 1 to {SCENE_LETTERS} letters")
    given: dict[str, object] = {"action_name": "QR_LIMIT_STR_SCENE"}
    if lasts is not None:
        seconds = min(int(lasts.total_seconds()), SCENE_SECONDS)
        given = {"action_name": "QR_STR_SCENE", "expire_seconds": seconds}
    found = await client.call("/cgi-bin/qrcode/create", {**given, "action_info": {"scene": {"scene_str": data}}})
    address = found.get("url")
    if not isinstance(address, str):
        raise WechatUnreachable("qrcode/create: not WeChat's words")
    return address
