"""How a person becomes one of the staff in the chat: with a one-time code from the office."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from db import Database
from db.codes import TooManyTries
from db.people import Person
from db.staff import join_staff
from db.vault import Vault
from locales import Say


async def join(
    message: Message, command: CommandObject, person: Person, database: Database, vault: Vault, say: Say, now: datetime
) -> None:
    """Take the code, and say welcome."""
    if not command.args:
        await message.answer(say("staff-usage"))
        return
    try:
        member = await database.writing(join_staff, vault=vault, user_id=person.user_id, code=command.args, now=now)
    except TooManyTries:
        await message.answer(say("code-too-many"))
        return
    if member is None:
        await message.answer(say("staff-wrong"))
    else:
        await message.answer(say("staff-joined", name=member.name, role=member.role))


def router() -> Router:
    """The one command that a person of the staff begins with."""
    part = Router(name="staff")
    part.message.filter(Command("staff"))
    part.message.register(join)
    return part
