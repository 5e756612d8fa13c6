"""Template messages (模板消息) and subscription notices (订阅通知): for when the 48 hours of a conversation are over.

They are for services only, such as reminders of one's own bookings; WeChat forbids advertising in them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.channels.wechat.client import Client
from bot.channels.wechat.limits import BEIJING

_LENGTHS: Final = {"thing": 20, "phrase": 5, "character_string": 32, "short_thing": 5, "const": 20}
"""Letters that a value may have, by the kind of its field."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the account.

    `fields` says what stands in which of its fields: ``title:thing1,time:time2,remark:thing3``. `consented`: it is a
    subscription notice, which people agree to.
    """

    id: str
    fields: str
    consented: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: what it is about, when, and a word more."""

    title: str
    at: datetime
    remark: str


async def notify(client: Client, template: Template, account: str, notice: Notice, *, page: str) -> None:
    """Send a notice to one person; `page` opens at a tap. Raises `WechatError`, such as 43101 without consent."""
    values = {
        "title": notice.title,
        "time": f"{notice.at.astimezone(BEIJING):%Y年%m月%d日 %H:%M}",
        "remark": notice.remark,
    }
    data: dict[str, Any] = {}
    for pair in template.fields.split(","):
        name, _, field = pair.partition(":")
        data[field] = {"value": _fitting(values[name], field)}
    if template.consented:
        path, link = "/cgi-bin/message/subscribe/bizsend", {"page": page}
    else:
        path, link = "/cgi-bin/message/template/send", {"url": page}
    await client.call(path, {"touser": account, "template_id": template.id, **link, "data": data})


def _fitting(value: str, field: str) -> str:
    words = " ".join(value.split()) or "-"  # an empty value is refused
    most = _LENGTHS.get(field.rstrip("0123456789"), len(words))
    return words if len(words) <= most else words[: most - 1] + "…"
