"""Somebody at the terminal: lines in, lines out."""

import asyncio
import io
import queue
import re
from contextlib import AsyncExitStack
from typing import TextIO, cast

from bot.assembly import intake_for, parts
from bot.channels.terminal import Terminal
from bot.delivering import delivering
from bot.settings import Settings
from bot.shelf import Shelf
from bot.ticking import ticking
from tests.driver.person import PATIENCE, Language, Person, Seen

NUMBERED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)


class _Keyboard:
    """A source of lines that says when it is asked for the next one: then what came before has been answered."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self.waiting = asyncio.Event()

    def type(self, line: str) -> None:
        self.waiting.clear()
        self._lines.put(line)

    def readline(self) -> str:
        self._loop.call_soon_threadsafe(self.waiting.set)
        return self._lines.get()

    def isatty(self) -> bool:
        return False


class _Screen(io.TextIOBase):
    """Hands every print on as one text."""

    def __init__(self, person: "TerminalPerson") -> None:
        super().__init__()
        self._person = person

    def write(self, text: str) -> int:
        if text.strip():
            self._person.reads(text.strip("\n"))
        return len(text)


class TerminalPerson(Person):
    """Types, and reads what is printed. The program is put together as `jinyue chat` does it."""

    changes_messages = False

    def __init__(self, settings: Settings, shelf: Shelf, language: Language) -> None:
        super().__init__(language)
        self._settings = settings
        self._shelf = shelf
        self._running: asyncio.Task[None] | None = None
        self._keyboard = _Keyboard()

    async def sits_down(self) -> None:
        self._keyboard = _Keyboard()
        self._running = asyncio.get_running_loop().create_task(self._talk(self._keyboard))
        await self.quiet()

    async def _talk(self, keyboard: _Keyboard) -> None:
        async with AsyncExitStack() as stack:
            shared = await stack.enter_async_context(parts(self._settings, self._shelf))
            terminal = Terminal(shared.database, shared.people, self.language)
            terminal._screen.file = cast(TextIO, _Screen(self))
            terminal._screen.width = 10_000
            way_in = await stack.enter_async_context(intake_for(shared, [terminal.bot]))
            await stack.enter_async_context(ticking(shared))
            await stack.enter_async_context(delivering(shared, [terminal.bot]))
            await terminal.run(way_in, cast(TextIO, keyboard))

    def reads(self, text: str) -> None:
        """Take what was printed for a message or a note: a person cannot tell them apart, so it is both."""
        labels = NUMBERED.findall(text)
        self._show(Seen(len(self.seen) + 1, text, {label: label for label in labels}))
        self._note(text)

    async def says(self, text: str) -> None:
        self._keyboard.type(text + "\n")

    async def taps_on(self, message: Seen, label: str) -> None:
        await self.says(label)

    async def quiet(self) -> None:
        waiting = asyncio.ensure_future(self._keyboard.waiting.wait())
        assert self._running is not None
        await asyncio.wait((waiting, self._running), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            waiting.cancel()
            self._running.result()
        assert waiting.done(), "the terminal does not come back to the next line"

    async def is_told(self, part: str) -> str:
        seen = await self.sees(part)
        self.notes.clear()
        return seen.text

    async def comes_back(self) -> None:
        await self.leaves()
        await self.sits_down()
        self._looked = len(self.seen)  # the greeting is said anew

    async def leaves(self) -> None:
        if self._running is not None and not self._running.done():
            self._keyboard.type("")
            await self._running
