"""What WeChat pushes, as updates: messages, and the events in which a person does something."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.channels.own_updates import said, tapped
from db.people import Person

Kind = Literal["message", "event", "leaves", "report", "nothing"]
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_-]{6,64}")
_FROM_POSTER: Final = "qrscene_"
_KINDS: Final[dict[str, Kind]] = {
    "subscribe": "event",
    "SCAN": "event",
    "CLICK": "event",
    "unsubscribe": "leaves",
    "MASSSENDJOBFINISH": "report",
}
"""Events that are of use; all others are acknowledged and nothing more."""


class NotAMessage(Exception):
    """What was pushed does not say from whom it is."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was pushed. `key` is the same at every delivery."""

    account: str
    to: str
    kind: Kind
    key: str
    values: dict[str, Any]

    def word(self, name: str) -> str:
        """One value as words; nothing when it is not there."""
        found = self.values.get(name, "")
        return found if isinstance(found, str) else ""

    @property
    def typed(self) -> str:
        """What was typed or spoken; empty when nothing was."""
        match self.word("MsgType"):
            case "text":
                return self.word("Content")
            case "voice":
                return self.word("Recognition")
            case "link":
                return self.word("Title") or self.word("Url")
        return ""


def hear(values: dict[str, Any]) -> Heard:
    """What a callback says; raises `NotAMessage`."""
    account, to = values.get("FromUserName"), values.get("ToUserName")
    if not isinstance(account, str) or not _ACCOUNT.fullmatch(account) or not isinstance(to, str):
        raise NotAMessage("without sender or receiver")
    event = values.get("Event") if values.get("MsgType") == "event" else None
    if event is None:
        name = values.get("MsgId")
        if not isinstance(name, str) or not name.isdecimal():
            name = _digest(values, "CreateTime", "MsgType", "Content")
        return Heard(account, to, "message" if values.get("MsgType") else "nothing", f"{account}:{name[:64]}", values)
    key = f"{account}:{_digest(values, 'CreateTime', 'Event', 'EventKey')}"
    return Heard(account, to, _KINDS.get(str(event), "nothing"), key, values)


def update_of(heard: Heard, person: Person) -> dict[str, Any]:
    """A message as an update without its id, as it would be on any channel."""
    if heard.typed:
        return said(person, heard.typed)
    update = said(person, "")
    message = update["message"]
    file = {"file_id": heard.word("MediaId") or "-", "file_unique_id": heard.word("MsgId") or "-"}
    match heard.word("MsgType"):
        case "text" | "link":
            return update
        case "voice":
            content: dict[str, Any] = {"voice": {**file, "duration": 0}}
        case "image":
            content = {"photo": [{**file, "width": 0, "height": 0}]}
        case "video" | "shortvideo":
            content = {"video": {**file, "width": 0, "height": 0, "duration": 0}}
        case "location":
            where = _number(heard.word("Location_X")), _number(heard.word("Location_Y"))
            content = {"location": {"latitude": where[0], "longitude": where[1]}}
        case "file":
            content = {"document": file}
        case _:
            content = {}
    del message["text"]
    message.update(content)
    return update


def updates_of_event(heard: Heard, person: Person) -> list[tuple[str, dict[str, Any]]]:
    """What a person says by an event, each with the end of its key: a greeting, a poster's button, the menu's."""
    key = heard.word("EventKey")
    event = heard.word("Event")
    found: list[tuple[str, dict[str, Any]]] = []
    if event == "subscribe":
        found.append((":start", said(person, "/start")))
        key = key.removeprefix(_FROM_POSTER) if key.startswith(_FROM_POSTER) else ""
    if ":" in key:  # a button; anything else is a code that others made
        found.append(("", tapped(person, f"{person.identity_id}:{heard.key}"[:64], 0, key[:64])))
    return found or [(":start", said(person, "/start"))]


def _digest(values: dict[str, Any], *names: str) -> str:
    return hashlib.sha256("\0".join(str(values.get(name, "")) for name in names).encode("utf-8", "replace")).hexdigest()


def _number(written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        return 0.0
    return number if -180 <= number <= 180 else 0.0  # noqa: PLR2004 - degrees
