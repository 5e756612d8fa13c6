"""The filters of the routers. All are awaitable: aiogram runs any other callable in a thread, at a high price."""

import re
from collections.abc import Collection

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from db import Database
from db.people import Person
from db.staff import Role, Roles, roles_of
from knowledge import Follow, Knowledge, Understanding

_ENDING = re.compile(r"[\s.。!!~]+$")


class Action(Filter):
    """What was said asks for one of these actions, by the names of their intents."""

    def __init__(self, *intents: str) -> None:
        self._intents = frozenset(intents)

    async def __call__(self, event: Message, meant: Understanding | None = None) -> bool:
        entry = meant.entry if meant is not None else None
        return entry is not None and entry.kind == "action" and entry.intent in self._intents


class AnyAction(Filter):
    """What was said asks for an action, whichever."""

    async def __call__(self, event: Message, meant: Understanding | None = None) -> bool:
        entry = meant.entry if meant is not None else None
        return entry is not None and entry.kind == "action"


class SlashCommand(Filter):
    """What was said is a command (``/staff``)."""

    async def __call__(self, event: Message) -> bool:
        return (event.text or event.caption or "").startswith("/")


class MoreThanAQuestion(Filter):
    """Whatever the knowledge alone does not answer.

    That is a form's answer, a command, an action, a word of ours, a picture, and what opens a page of the database's.
    """

    def __init__(self, *words: str) -> None:
        self._words = Words(*words)

    async def __call__(
        self,
        event: Message,
        knowledge: Knowledge,
        raw_state: str | None = None,
        sentence: str | None = None,
        meant: Understanding | None = None,
    ) -> bool:
        if raw_state is not None or sentence is None or meant is None or sentence.startswith("/"):
            return True
        entry = meant.entry
        if entry is not None and (entry.kind == "action" or entry.browse is not None):
            return True
        if entry is not None and any(place.entry == entry.id for place in knowledge.pack.complexes):
            return True
        return meant.follow is Follow.SPEAK or await self._words(event, sentence)


class InAForm(Filter):
    """Somebody is filling in a form, whichever."""

    async def __call__(self, event: Message, raw_state: str | None = None) -> bool:
        return raw_state is not None


class AnotherLanguage(Filter):
    """What was said asks for another language."""

    async def __call__(self, event: Message, meant: Understanding | None = None) -> bool:
        return meant is not None and meant.follow is Follow.SPEAK


class Everywhere(Filter):
    """The message may be for the words that work everywhere: a command, a word, an action, or another language."""

    def __init__(self, words: Collection[str], intents: Collection[str]) -> None:
        self._words = Words(*words)
        self._action = Action(*intents)
        self._language = AnotherLanguage()

    async def __call__(self, event: Message, sentence: str | None = None, meant: Understanding | None = None) -> bool:
        if sentence is None:
            return False
        return (
            sentence.startswith("/")
            or await self._words(event, sentence)
            or await self._action(event, meant)
            or await self._language(event, meant)
        )


class Sentence(Filter):
    """Something was said in words: typed, or under a picture."""

    async def __call__(self, event: Message, meant: Understanding | None = None) -> bool:
        return meant is not None


class HasDocument(Filter):
    """A file was sent."""

    async def __call__(self, event: Message) -> bool:
        return event.document is not None


class Words(Filter):
    """The message is exactly one of these words, whatever its case."""

    def __init__(self, *words: str) -> None:
        self._words = frozenset(words)

    async def __call__(self, event: Message, sentence: str | None = None) -> bool:
        return sentence is not None and _ENDING.sub("", sentence).strip().lower() in self._words


class Answer(Filter):
    """An answer to what a form asked: no command, and none of the words that work everywhere.

    What it may mean otherwise does not count: somebody's name may sound like a greeting.
    """

    def __init__(self, *words: str) -> None:
        self._words = Words(*words)

    async def __call__(self, event: Message, sentence: str | None = None) -> bool:
        if not sentence or sentence.startswith("/"):
            return False
        return not await self._words(event, sentence)


class IsStaff(Filter):
    """Somebody of the staff with one of these roles (any, when none is named) said or tapped it.

    The roles arrive as `staff`. Put it last: it asks the database.
    """

    def __init__(self, *roles: Role) -> None:
        self._roles = frozenset(roles)

    async def __call__(
        self, event: Message | CallbackQuery, database: Database, person: Person
    ) -> bool | dict[str, Roles]:
        member = await database.reading(roles_of, user_id=person.user_id)
        fits = member.roles & self._roles if self._roles else member.roles
        return {"staff": member} if fits else False


class Tap(Filter):
    """A button of one kind was tapped. The rest of its data, without the language, arrives as `tapped`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def __call__(self, event: CallbackQuery) -> bool | dict[str, list[str]]:
        kind, *rest = (event.data or "").split(":")
        return {"tapped": rest[1:]} if kind == self._kind and rest else False
