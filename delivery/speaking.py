"""How a message leaves: each lane has a speaker, which knows its channel."""

from collections.abc import Collection
from typing import Protocol, runtime_checkable

from db.delivering import Claimed
from db.outcomes import Outcome


class Speaker(Protocol):
    """Says one message once. Everything that can become of it is an outcome; an error is the speaker's own fault."""

    async def say(self, message: Claimed) -> Outcome:
        """Say it; raises `Unreachable`, `TooFast` or `Refused`, whoever it is for."""
        ...


@runtime_checkable
class SpeaksToMany(Speaker, Protocol):
    """Says some broadcasts to many people at once: to all who stand on a list, by one message with its `mass`."""

    async def together(self, broadcast_id: int) -> Collection[str]:
        """In which languages it says this broadcast so."""
        ...


class Unreachable(Exception):
    """The channel cannot be reached from here; nothing has left. The message says why."""


class TooFast(Exception):
    """The channel wants nothing from anybody for so many `seconds`; nothing was shown."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"told to wait for {seconds:g} s")
        self.seconds = seconds


class Refused(Exception):
    """The channel refuses the whole account, until somebody has mended that; nothing was shown."""
