"""What somebody can do and see, whatever the channel."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
PATIENCE = 20.0
"""Seconds that an answer is waited for: far more than it takes, for a machine that does other things too."""


@dataclass(slots=True)
class Seen:
    """A message of the bot as the person has it before them. `buttons` maps labels to what the channel needs."""

    id: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        return list(self.buttons)


class Person(ABC):
    """Somebody in front of the bot.

    `sees` looks at what has come since the last look, so that an answer that comes twice does not go unnoticed.
    """

    changes_messages = True
    """Whether a message that was shown can change."""
    notices_are_closed = False
    """Whether a notice about one's booking is to be opened before it says what it is about."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.seen: list[Seen] = []
        self.notes: list[str] = []
        self._looked = 0
        self._news = asyncio.Event()

    @abstractmethod
    async def says(self, text: str) -> None:
        """Say something; returns when the channel has taken it."""

    @abstractmethod
    async def taps_on(self, message: Seen, label: str) -> None:
        """Press a button of a message."""

    @abstractmethod
    async def quiet(self) -> None:
        """Wait until nothing more comes of what was said."""

    @abstractmethod
    async def comes_back(self) -> None:
        """Be there again after the program was started anew."""

    @abstractmethod
    async def leaves(self) -> None:
        """Close the page, or whatever it is."""

    @property
    def last(self) -> Seen:
        """The newest message."""
        return self.seen[-1]

    async def sees(self, part: str) -> Seen:
        """The newest message with this in it, among those not looked at yet."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for place in range(len(self.seen) - 1, self._looked - 1, -1):
                        if part in self.seen[place].text:
                            self._looked = place + 1
                            return self.seen[place]
                    await self._something_new()
        except TimeoutError:
            new = [message.text for message in self.seen[self._looked :]]
            raise AssertionError(f"{part!r} did not come; what came: {new}; notes: {self.notes}") from None

    async def sees_notice(self, part: str) -> Seen:
        """The same of what the bot says unasked about a booking, opened if need be."""
        if self.notices_are_closed:
            closed = await self.sees({"zh": "点开", "en": "Tap to"}[self.language])
            (label,) = closed.labels
            await self.taps_on(closed, label)
        return await self.sees(part)

    async def taps(self, label: str) -> None:
        """Press the newest button whose label has this in it."""
        for message in reversed(self.seen):
            for full in message.labels:
                if label in full:
                    await self.taps_on(message, full)
                    return
        raise AssertionError(f"no button {label!r} in {[message.labels for message in self.seen]}")

    async def is_told(self, part: str) -> str:
        """A short note (a toast, an alert) with this in it."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for note in reversed(self.notes):
                        if part in note:
                            self.notes.clear()
                            return note
                    await self._something_new()
        except TimeoutError:
            raise AssertionError(f"{part!r} was not noted; what was: {self.notes}") from None

    async def loses(self, label: str) -> None:
        """See a button of the last message go away, on channels where what is shown can change."""
        async with asyncio.timeout(PATIENCE):
            while self.changes_messages and any(label in full for full in self.last.labels):
                await self._something_new()

    async def sees_nothing_new(self) -> None:
        """Make sure that nothing came that was not looked at."""
        await self.quiet()
        assert [message.text for message in self.seen[self._looked :]] == []

    async def hears(self, text: str, part: str) -> Seen:
        """Say something and see the one answer to it."""
        await self.says(text)
        answer = await self.sees(part)
        await self.sees_nothing_new()
        return answer

    async def _something_new(self) -> None:
        self._news.clear()
        await self._news.wait()

    def _show(self, message: Seen) -> None:
        for place, known in enumerate(self.seen):
            if known.id == message.id:
                self.seen[place] = message
                break
        else:
            self.seen.append(message)
        self._news.set()

    def _note(self, text: str) -> None:
        self.notes.append(text)
        self._news.set()
