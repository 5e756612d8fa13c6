"""Who speaks: the people of every channel, remembered for a while to spare most looks into the database."""

from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

from cachetools import TTLCache

from bot.channels.face import ChannelBot
from db import Database, people
from db.people import Person

REMEMBERED = 20_000
"""People kept in memory."""
SECONDS = 60.0
"""How long; a language chosen on another machine shows after this time at the latest."""


class People:
    """Recognises people, and remembers the language that they chose."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: TTLCache[tuple[str, str], Person] = TTLCache(REMEMBERED, SECONDS)
        self.when_forgotten: list[Callable[[Collection[int]], Awaitable[None]]] = []
        """What else is to be done about the identities of a person who is forgotten."""

    async def behind(self, bot: ChannelBot, number: int, language: str) -> Person | None:
        """The person behind a channel's number, met with `language` if new; None for an unknown number of our own."""
        if not bot.own_people:
            return await self.meet(bot.channel, str(number), language)
        key = (bot.channel, f"#{number}")
        person: Person | None = self._known.get(key) or await self.by_identity(number)
        if person is not None:
            self._known[key] = person
        return person

    async def meet(self, channel: str, external_id: str, language: str) -> Person:
        """The person behind a channel's account, met now if never before."""
        key = (channel, external_id)
        person: Person | None = self._known.get(key) or await self.find(channel, external_id)
        if person is None:
            person = await self._database.writing(
                people.recognise, channel=channel, external_id=external_id, language=language, now=datetime.now(UTC)
            )
        self._known[key] = person
        return person

    async def by_identity(self, identity_id: int) -> Person | None:
        """The person behind one of our own numbers."""
        return await self._database.reading(people.by_identity, identity_id=identity_id)

    async def find(self, channel: str, external_id: str) -> Person | None:
        """The person behind a channel's account, if we have met."""
        return await self._database.reading(people.find, channel=channel, external_id=external_id)

    async def choose_language(self, person: Person, language: str) -> None:
        """Remember the language that a person chose."""
        await self._database.writing(people.choose_language, user_id=person.user_id, language=language)
        self._known.clear()  # one user may stand here under several identities; choosing is rare

    async def forget(self, identities: Collection[int]) -> None:
        """Look everybody up anew: people were merged, and those of `identities` are gone."""
        self._known.clear()
        for act in self.when_forgotten:
            await act(identities)
