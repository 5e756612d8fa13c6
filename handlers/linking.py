"""Joining one's accounts: a code made on one channel and sent on another makes both one person."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from db import Database
from db.codes import TooManyTries, make_code
from db.linking import IsStaff, link
from db.people import Person
from db.vault import Vault
from locales import Say


async def join(
    message: Message,
    command: CommandObject,
    person: Person,
    database: Database,
    vault: Vault,
    forget: Callable[[Collection[int]], Awaitable[None]],
    say: Say,
    now: datetime,
) -> None:
    """Give a code, or take one."""
    try:
        if not command.args:
            code = await database.writing(
                make_code, vault=vault, kind="link", subject="", user_id=person.user_id, now=now
            )
            await message.answer(say("link-code", code=code))
            return
        joined = await database.writing(link, vault=vault, user_id=person.user_id, code=command.args, now=now)
    except TooManyTries:
        await message.answer(say("code-too-many"))
        return
    except IsStaff:
        await message.answer(say("link-staff"))
        return
    if joined is None:
        await message.answer(say("link-wrong"))
    elif joined == person.user_id:
        await message.answer(say("link-same"))
    else:
        await forget(())
        await message.answer(say("linked"))


def router() -> Router:
    """One command."""
    part = Router(name="linking")
    part.message.filter(Command("link"))
    part.message.register(join)
    return part
