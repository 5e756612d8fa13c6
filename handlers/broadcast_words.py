"""A broadcast as one person reads it: in their language, with their name, its buttons, and how to stop it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiogram.methods import SendDocument, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from db.broadcasts import Broadcast, Enclosure
from locales import LANGUAGES, Language, say_in

NAME: Final = "{name}"
"""What stands in a text for the name of who reads it."""
LONGEST: Final = 3500
LONGEST_CAPTION: Final = 850
"""Characters of a text alone, and under a picture or a file: Telegram's 4,096 and 1,024, with room for a name and the
line that says how to stop."""
ONE_TEXT: Final = 2000
"""Bytes of one text on WeChat."""
AROUND_A_LINK: Final = 140
"""Bytes of what stands there around the words of an option or a link."""
_TWO_SIGNS: Final = frozenset(
    ("欧阳", "上官", "司马", "司徒", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "南宫")
)
"""The common family names of two signs."""
_KEPT: Final = frozenset(
    ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "text_link")
)

TITLE: Final = 24
"""Signs of a text's beginning by which staff know it again."""

Method = SendMessage | SendPhoto | SendDocument


def broadcast_message(
    told: Broadcast,
    *,
    chat: int,
    language: Language,
    name: str | None = None,
    file: Enclosure | None = None,
    lane: str = "",
) -> Method:
    """What is sent to one recipient. `name`: how they call themselves, None where it is not known or not to be said.

    A `file` that the lane knows already goes by what it is called there.
    """
    say = say_in(language)
    version = told.content.get(language) or told.content["zh"]
    text, entities = with_name(version["text"], version.get("entities", ()), given_name(name) or say("broadcast-you"))
    rows = [[_button(button, language)] for button in told.content.get("buttons", ())]
    if told.purpose == "news":
        text = f"{text}\n\n{say('broadcast-stop')}"
        rows.append([InlineKeyboardButton(text=say("button-stop"), callback_data=f"stop:{language}:{_topic(told)}")])
    marks = [MessageEntity(**entity) for entity in entities] or None
    markup = InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
    if file is None:
        return SendMessage(chat_id=chat, text=text, entities=marks, reply_markup=markup)
    content = file.known_as.get(lane) or BufferedInputFile(file.content, file.name)
    if file.kind == "picture":
        return SendPhoto(chat_id=chat, photo=content, caption=text, caption_entities=marks, reply_markup=markup)
    return SendDocument(chat_id=chat, document=content, caption=text, caption_entities=marks, reply_markup=markup)


def given_name(name: str | None) -> str | None:
    """How somebody is called by their name: 小城 for 欧阳小城, Anna for Anna Li."""
    if not name:
        return None
    first = name.split()[0]
    if not all("\u4e00" <= sign <= "\u9fff" for sign in name):
        return first
    given = first[2:] if first[:2] in _TWO_SIGNS else first[1:]
    return given if len(given) > 1 else first


def with_name(text: str, entities: Sequence[Mapping[str, Any]], name: str) -> tuple[str, list[dict[str, Any]]]:
    """A text with a name where `NAME` stands; what is marked in it stays marked (places count UTF-16 units)."""
    longer = _units(name) - len(NAME)
    moved = [dict(entity) for entity in entities]
    while NAME in text:
        before, _, after = text.partition(NAME)
        place = _units(before)
        for entity in moved:
            if entity["offset"] > place:
                entity["offset"] += longer
            elif entity["offset"] + entity["length"] >= place + len(NAME):
                entity["length"] += longer
        text = before + name.replace("{", "(") + after
    return text, moved


def marks_of(entities: Sequence[MessageEntity] | None) -> list[dict[str, Any]]:
    """The formatting of what staff wrote, as it is kept: what only looks, and links; never a mention of somebody."""
    return [
        entity.model_dump(include={"type", "offset", "length", "url", "language"}, exclude_none=True)
        for entity in entities or ()
        if entity.type in _KEPT
    ]


def too_long(told: Broadcast, *, with_file: bool) -> bool:
    """Whether some channel could not show it."""
    most = LONGEST_CAPTION if with_file else LONGEST
    return any(_units(told.content[one]["text"]) > most for one in ("zh", "en") if one in told.content)


def same_for_all(told: Broadcast, *, with_file: bool) -> bool:
    """Whether all who read a language read the very same words, in one text on WeChat: more no mass sending carries."""
    if with_file or "zh" not in told.content:
        return False
    texts = [version["text"] for version in (told.content["zh"], told.content.get("en", told.content["zh"]))]
    return not any(NAME in text for text in texts) and all(
        _most_bytes(broadcast_message(told, chat=0, language=language)) <= ONE_TEXT for language in LANGUAGES
    )


def _most_bytes(method: Method) -> int:
    """How many bytes a message takes on WeChat at most, where options and links stand in the text."""
    if not isinstance(method, SendMessage):
        return ONE_TEXT + 1
    rows = method.reply_markup.inline_keyboard if isinstance(method.reply_markup, InlineKeyboardMarkup) else ()
    links = [(key.text, key.url or "") for row in rows for key in row]
    links += [("", entity.url) for entity in method.entities or () if entity.url]
    text = method.text.replace("<", "＜").encode()
    return len(text) + sum(AROUND_A_LINK + 8 * len(words) + 3 * len(url) for words, url in links)


def without_looks(method: Method) -> str:
    """A message as channels show it that know neither formatting nor buttons."""
    text = method.text if isinstance(method, SendMessage) else method.caption or ""
    rows = method.reply_markup.inline_keyboard if isinstance(method.reply_markup, InlineKeyboardMarkup) else ()
    keys = [key.text for row in rows for key in row]
    return "\n".join([text, *(f"{number}. {key}" for number, key in enumerate(keys, 1))])


def _button(button: Mapping[str, Any], language: Language) -> InlineKeyboardButton:
    label = button["label"].get(language) or button["label"]["zh"]
    if "url" in button:
        return InlineKeyboardButton(text=label, url=button["url"])
    kind, _, step = button["data"].partition(":")
    return InlineKeyboardButton(text=label, callback_data=f"{kind}:{language}:{step}")


def _topic(told: Broadcast) -> str:
    return str(told.audience.get("topic", ""))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
