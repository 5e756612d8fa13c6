"""What each channel can show: the one table, from which docs/channels.md is made."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from bot.channels.web.frames import TEXT_LIMIT
from bot.channels.wechat.limits import ANSWER_SECONDS, PICTURE_BYTES, TEXT_BYTES


@dataclass(frozen=True, slots=True)
class Capability:
    """One channel, in words that people read; `changes`: whether what is shown can change afterwards."""

    buttons: str
    typed: str
    changes: bool
    taps: str
    pictures: str
    files: str
    places: str
    length: str
    voice: str
    unasked: str
    personal: str
    gone: str


TITLES: Final[Mapping[str, str]] = {
    "buttons": "options",
    "typed": "a typed number or label counts as the tap",
    "changes": "what is shown can change afterwards",
    "taps": "a short notice after a tap",
    "pictures": "pictures (tickets, charts)",
    "files": "files (calendar, one's data)",
    "places": "places",
    "length": "the longest text of ours",
    "voice": "voice messages",
    "unasked": "what is said unasked (reminders, offers, news)",
    "personal": "personal fields may be given in the chat",
    "gone": "who leaves the channel",
}
"""How each row is called."""

CAPABILITIES: Final[Mapping[str, Capability]] = {
    "web": Capability(
        buttons="buttons",
        typed="no",
        changes=True,
        taps="a note on the page",
        pictures="in the chat",
        files="in the chat, from an address nobody can guess",
        places="in the chat",
        length="any",
        voice="cannot be sent",
        unasked="at once on an open page, otherwise when it is opened",
        personal="yes",
        gone="nothing happens",
    ),
    "telegram": Capability(
        buttons="buttons",
        typed="no",
        changes=True,
        taps="over the chat",
        pictures="in the chat",
        files="in the chat",
        places="in the chat",
        length=f"{TEXT_LIMIT} characters",
        voice="a word that it is not understood",
        unasked="at once; about one's own booking only that there is news, and what it is after a tap",
        personal="by a link to the page, unless `TELEGRAM_PERSONAL_FORMS=allow`",
        gone="is marked; everything is kept until they come back, or until its time is over",
    ),
    "wechat": Capability(
        buttons="numbered links in the text",
        typed="yes, in traditional characters too, also for an older menu",
        changes=False,
        taps="a message",
        pictures=f"in the chat up to {PICTURE_BYTES // 2**20} MB, otherwise a link; of a complex, a card that opens its"
        " page",
        files="a link to the page",
        places="a link to the map",
        length=f"{TEXT_BYTES} bytes; longer ones are several, split where a sentence ends",
        voice="what WeChat recognised is answered; without it, a word that it is not understood",
        unasked="within 48 hours of the last message; later a short notice where a template is set, never for news, and"
        " all of it at the next contact within seven days; what the office tells everybody in the same words, as a mass"
        " sending at once, four a month",
        personal="yes",
        gone="everything about them is deleted at once",
    ),
    "terminal": Capability(
        buttons="numbered lines",
        typed="yes, in traditional characters too, also for an older menu",
        changes=False,
        taps="a line",
        pictures="the path of a file",
        files="the path of a file",
        places="the coordinates",
        length="any",
        voice="cannot be sent",
        unasked="while it is open",
        personal="yes",
        gone="nothing happens",
    ),
}
"""Every channel."""

NAMES: Final[Mapping[str, str]] = {
    "web": "web page",
    "telegram": "Telegram",
    "wechat": "WeChat",
    "terminal": "terminal",
}
_INTRODUCTION: Final = f"""# Channels

Made from the table in [bot/channels/capabilities.py](../bot/channels/capabilities.py), and held against it by a test:
do not edit it here. What is not in the table is the same everywhere: what can be asked, booked, waited for, moved,
cancelled and deleted, and in which words.

An answer goes out as soon as it is there. WeChat waits five seconds for one: after {ANSWER_SECONDS:g} s it is told
that the message has come, and the answer follows as a customer-service message.
"""


def as_page() -> str:
    """docs/channels.md."""
    lines = [
        _INTRODUCTION,
        "| | " + " | ".join(NAMES[channel] for channel in CAPABILITIES) + " |",
        "|---" * (len(CAPABILITIES) + 1) + "|",
    ]
    for field in fields(Capability):
        values = [getattr(capability, field.name) for capability in CAPABILITIES.values()]
        cells = [("no", "yes")[value] if isinstance(value, bool) else value for value in values]
        lines.append(f"| {TITLES[field.name]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
