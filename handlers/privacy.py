"""A person's rights over their data: seeing it, a copy, withdrawing consent, having all of it deleted."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import get_args

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from db import Database, own_data
from db.codes import TooManyTries
from db.consent import Purpose
from db.people import Person
from db.profile import masked, own_profile, remove_fields
from handlers.consent import has_consented, record_consent
from handlers.data_copy import as_json, as_text
from handlers.desk import AtTheDesk, Desk
from handlers.files import ShortLivedFile
from handlers.filters import Action, Everywhere, Tap, Words
from locales import Say

Forget = Callable[[Collection[int]], Awaitable[None]]
"""Makes the program forget what it has in memory of people; these identities are gone."""

INTENTS = {"privacy_export", "privacy_delete"}
MINE = ("我的资料", "我的信息", "my data", "my profile")
WITHDRAW = ("撤回同意", "撤回我的同意", "withdraw consent", "withdraw my consent")
EXPORTS_LAST = timedelta(hours=24)
_PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


async def show_mine(_: Message | CallbackQuery, desk: Desk) -> None:
    """Show what is held, masked, with what can be done about it."""
    if not desk.shows_personal:
        await lead_elsewhere(desk, "mine", "show")
        return
    say = desk.say
    profile = masked(await desk.read(own_profile, vault=desk.vault, user_id=desk.user_id))
    lines = [say(f"mine-{field}", value=value) for field, value in profile.items()]
    agreed = [purpose for purpose in _PURPOSES if await has_consented(desk.database, desk.person, purpose)]
    lines += [say(f"mine-agreed-{purpose}") for purpose in agreed]
    text = "\n".join([say("mine-title"), *lines]) if lines else say("mine-nothing")
    change = [desk.key(say(f"button-change-{field}"), "change", field) for field in ("name", "phone")]
    rows = [
        change if "booking" in agreed else [],
        [desk.key(say("button-export"), "copy")],
        [desk.key(say("button-withdraw"), "withdraw")] if agreed else [],
        [desk.key(say("button-delete"), "erase")],
    ]
    await desk.tell(text, rows)


async def export(_: Message | CallbackQuery, desk: Desk) -> None:
    """Hand out everything held about the person; from a channel abroad, on the web page."""
    if not desk.shows_personal:
        await lead_elsewhere(desk, "copy")
        return
    await desk.tell(desk.say("export-first"))
    held = await desk.write(own_data.everything_about, vault=desk.vault, user_id=desk.user_id, now=desk.now)
    name = desk.say("file-export")
    readable = ShortLivedFile(as_text(held, say=desk.say, now=desk.now).encode(), f"{name}.txt", lasts=EXPORTS_LAST)
    exact = ShortLivedFile(as_json(held).encode(), f"{name}.json", lasts=EXPORTS_LAST)
    await desk.bot.send_document(desk.chat_id, readable, caption=desk.say("export-caption"))
    await desk.bot.send_document(desk.chat_id, exact)


async def ask_to_withdraw(_: Message | CallbackQuery, desk: Desk) -> None:
    """Say what withdrawing does, with a button."""
    keys = [desk.key(desk.say("button-withdraw-now"), "withdrawn"), desk.key(desk.say("button-keep"), "keep")]
    await desk.tell(desk.say("withdraw-confirm"), [keys])


async def withdraw(_: CallbackQuery, desk: Desk) -> None:
    """Withdraw every consent, at once."""
    await desk.state.clear()
    withdrawn = await desk.write(
        own_data.withdraw_consent, user_id=desk.user_id, channel=desk.person.channel, now=desk.now
    )
    await desk.tell(desk.say("withdrawn" if withdrawn else "nothing-to-withdraw"))


async def ask_to_delete(_: Message | CallbackQuery, desk: Desk) -> None:
    """Say what deleting does, with a button."""
    keys = [desk.key(desk.say("button-delete-now"), "erased"), desk.key(desk.say("button-keep"), "keep")]
    await desk.tell(desk.say("delete-confirm"), [keys, [desk.key(desk.say("button-withdraw"), "withdraw")]])


async def delete(
    query: CallbackQuery, person: Person, database: Database, forget: Forget, say: Say, now: datetime
) -> None:
    """Delete everything about the person. The goodbye is a note that is kept nowhere."""
    gone = await database.writing(own_data.erase, user_id=person.user_id, now=now)
    await database.scrub()
    await query.answer(say("deleted"), show_alert=True)
    await forget(gone)


async def keep(_: CallbackQuery, desk: Desk) -> None:
    """Nothing is deleted."""
    await desk.tell(desk.say("kept"))


async def decline(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The person does not agree: nothing is asked, what an earlier yes gave is gone, and policy answers go on."""
    await desk.state.clear()
    for purpose in _PURPOSES:
        if tapped == [purpose]:
            await record_consent(desk.database, desk.person, purpose, given=False, now=desk.now)
            await desk.write(remove_fields, user_id=desk.user_id, purpose=purpose)
    await desk.tell(desk.say("consent-declined"))


async def lead_elsewhere(desk: Desk, kind: str, *step: str | int) -> None:
    """Hand a step with personal fields, as a button carries it, over to the web page by a one-time link."""
    data = ":".join([kind, desk.language, *map(str, step)])
    try:
        link = await desk.forms.link_to(
            data, person=desk.person, database=desk.database, vault=desk.vault, now=desk.now
        )
    except TooManyTries:
        await desk.tell(desk.say("code-too-many"))
        return
    if link is None:
        await desk.tell(desk.say("mine-elsewhere-no-page"))
        return
    key = InlineKeyboardButton(text=desk.say("button-open-page"), url=link)
    await desk.tell(desk.say("mine-elsewhere"), [[key]])


def router() -> Router:
    """These words, asked for before any form takes them for an answer."""
    part = Router(name="privacy")
    part.message.filter(Everywhere(words={*MINE, *WITHDRAW}, intents=INTENTS))
    part.message.middleware(AtTheDesk())
    part.message.register(show_mine, or_f(Command("me"), Words(*MINE)))
    part.message.register(ask_to_withdraw, or_f(Command("withdraw"), Words(*WITHDRAW)))
    part.message.register(export, or_f(Command("export"), Action("privacy_export")))
    part.message.register(ask_to_delete, or_f(Command("forget"), Action("privacy_delete")))
    taps = Router(name="privacy buttons")
    taps.callback_query.middleware(AtTheDesk())
    taps.callback_query.register(show_mine, Tap("mine"))
    taps.callback_query.register(export, Tap("copy"))
    taps.callback_query.register(ask_to_withdraw, Tap("withdraw"))
    taps.callback_query.register(withdraw, Tap("withdrawn"))
    taps.callback_query.register(ask_to_delete, Tap("erase"))
    taps.callback_query.register(keep, Tap("keep"))
    taps.callback_query.register(decline, Tap("decline"))
    part.include_router(taps)
    part.callback_query.register(delete, Tap("erased"))  # away from the desk: its one answer is the goodbye
    return part
