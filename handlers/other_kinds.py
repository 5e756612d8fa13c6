"""What is no sentence: stickers, voice, pictures, places, what is empty or too long, and what we have never seen."""

from typing import Final

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from cachetools import LRUCache

from handlers.reply import not_a_sentence, remark
from knowledge import Knowledge
from locales import Language, Say

WORDS: Final[dict[str, str]] = {
    ContentType.VOICE: "voice",
    ContentType.AUDIO: "voice",
    ContentType.VIDEO_NOTE: "voice",
    ContentType.STICKER: "sticker",
    ContentType.ANIMATION: "sticker",
    ContentType.DICE: "sticker",
    ContentType.PHOTO: "picture",
    ContentType.VIDEO: "picture",
    ContentType.DOCUMENT: "file",
    ContentType.LOCATION: "location",
    ContentType.VENUE: "location",
    ContentType.CONTACT: "contact",
}
"""What is said about a message without words, by its kind."""

SILENT: Final = frozenset(
    {
        ContentType.PINNED_MESSAGE,
        ContentType.NEW_CHAT_MEMBERS,
        ContentType.LEFT_CHAT_MEMBER,
        ContentType.NEW_CHAT_TITLE,
        ContentType.NEW_CHAT_PHOTO,
        ContentType.DELETE_CHAT_PHOTO,
        ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
        ContentType.GROUP_CHAT_CREATED,
        ContentType.SUPERGROUP_CHAT_CREATED,
    }
)
"""Notes of the channel itself, which want no answer."""

_albums: LRUCache[tuple[int, str], bool] = LRUCache(1000)


async def say_what_to_do(message: Message, knowledge: Knowledge, language: Language, say: Say) -> None:
    """Say kindly that words are needed; once for an album, which arrives picture by picture."""
    if message.content_type in SILENT:
        return
    if message.media_group_id is not None:
        album = (message.chat.id, message.media_group_id)
        if album in _albums:
            return
        _albums[album] = True
    text = message.text or message.caption
    if text is None and message.content_type in WORDS:
        await message.answer(say(WORDS[message.content_type]))
        return
    words = (
        not_a_sentence(text or "") if text is not None or message.content_type == ContentType.UNKNOWN else "unreadable"
    )
    await message.answer(remark(words or "unreadable", knowledge, language=language).text)


async def say_that_it_is_old(query: CallbackQuery, say: Say) -> None:
    """A button that nobody knows any more."""
    await query.answer(say("button-old"), show_alert=True)


def router() -> Router:
    """Everything that nobody took before."""
    part = Router(name="other kinds")
    part.message.register(say_what_to_do)
    part.edited_message.register(say_what_to_do)
    part.callback_query.register(say_that_it_is_old)
    return part
