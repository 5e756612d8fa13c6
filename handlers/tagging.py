"""Staff put a word on people, by which they find them again: ``/tag`` in the chat."""

from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from db.named_people import people_named, tag_people, tags, untag_people
from db.staff import Roles
from handlers.broadcasting import WRITERS
from handlers.desk import AtTheDesk, Desk
from handlers.filters import IsStaff

LONGEST: Final = 32
REMOVE: Final = "-"


async def tag(_: Message, command: CommandObject, desk: Desk, staff: Roles) -> None:
    """List the tags, put one on people by number or entry code, or take one away from all."""
    match (command.args or "").split():
        case []:
            known = " · ".join(f"{name}（{number}）" for name, number in await desk.read(tags))
            await desk.tell("\n".join([desk.say("tag-list", tags=known or "–"), desk.say("tag-usage")]))
        case [sign, name] if sign == REMOVE:
            removed = await desk.write(untag_people, tag=name, by=staff.actor, now=desk.now)
            await desk.tell(desk.say("tag-removed", tag=name, removed=removed))
        case [name, *_] if len(name) > LONGEST:
            await desk.tell(desk.say("tag-too-long"))
        case [name]:
            number = dict(await desk.read(tags)).get(name, 0)
            await desk.tell(desk.say("tag-list", tags=f"{name}（{number}）"))
        case [name, *people]:
            named = await desk.read(people_named, names=people)
            added = await desk.write(tag_people, users=named.users, tag=name, by=staff.actor, now=desk.now)
            await desk.tell(desk.say("tag-added", tag=name, added=added, wrong=len(named.unknown)))


def router() -> Router:
    """One command."""
    part = Router(name="tagging")
    part.message.filter(Command("tag"), IsStaff(*WRITERS))
    part.message.middleware(AtTheDesk())
    part.message.register(tag)
    return part
