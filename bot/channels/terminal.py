"""The terminal: the same bot for one person at a keyboard. Buttons are numbered."""

import asyncio
import secrets
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from rich.console import Console
from rich.text import Text

from bot.channels.face import ChannelBot
from bot.channels.numbered import chosen, numbered
from bot.channels.own_history import OwnHistorySession
from bot.channels.own_updates import said, tapped
from bot.intake import Intake
from bot.people import People
from db import Database, history
from db.history import Told
from db.intake import Arrival
from db.people import Person
from locales import Language, say_in

NAME: Final = "terminal"
LATELY: Final = 20
"""How far back a typed number or label is looked for."""


class TerminalSession(OwnHistorySession):
    """Prints what the bot says."""

    def __init__(self, database: Database, screen: Console, language: Language) -> None:
        super().__init__(NAME, database)
        self._screen = screen
        self._words = say_in(language)

    async def show(self, chat: int, told: Told, *, again: bool) -> None:
        if again:
            return  # what is printed stays printed
        body = told.body
        parts = [body.get("text") or ""]
        attached = [body[field] for field in ("image", "file") if body.get(field)]
        parts += [f"[{one.get('name') or one.get('alt') or ''}] {one['url']}" for one in attached]
        if body.get("location"):
            parts.append("{title} {address} ({latitude}, {longitude})".format(**body["location"]))
        parts += [f"- {words}" for words in body.get("quick", ())]
        lines = numbered(body)
        if lines:
            parts += ["", *lines, self._words("number-hint")]
        self._screen.print(Text("\n".join(parts).strip("\n"), style="green"))
        self._screen.print()

    async def hide(self, chat: int, message_id: int) -> None:
        """What is printed stays printed."""

    async def notice(self, callback_id: str, text: str, *, alert: bool) -> None:
        self._screen.print(Text(text, style="yellow"))

    async def typing(self, chat: int) -> None:
        """Answers come at once here."""

    async def keep_file(self, chat: int, name: str, media_type: str, content: bytes, lasts: timedelta | None) -> str:
        path = Path(tempfile.mkdtemp(prefix="jinyue-")) / name  # a folder for the owner's eyes alone
        await asyncio.to_thread(path.write_bytes, content)
        return str(path)


class Terminal:
    """The running channel."""

    def __init__(self, database: Database, people: People, language: Language) -> None:
        self._database = database
        self._people = people
        self._language: Language = language
        self._screen = Console(highlight=False, markup=False)
        self.bot = ChannelBot(NAME, TerminalSession(database, self._screen, language))

    async def run(self, intake: Intake, source: TextIO = sys.stdin) -> None:
        """Talk until the input ends."""
        person = await self._people.meet(NAME, "local", self._language)
        say = say_in(self._language)
        self._screen.print(Text(say("terminal-welcome", name=say("bot-name")), style="dim"))
        await self._take(intake, person, "/start")
        while line := await asyncio.to_thread(self._read, source):
            if line.strip():
                # Met anew for each line: after having everything deleted, one is a stranger.
                person = await self._people.meet(NAME, "local", self._language)
                await self._take(intake, person, line.rstrip("\n"))

    def _read(self, source: TextIO) -> str:
        if not source.isatty():
            return source.readline()
        try:
            return input("> ") + "\n"
        except (EOFError, KeyboardInterrupt):
            return ""

    async def _take(self, intake: Intake, person: Person, line: str) -> None:
        payload = await self._tapped(person, line) or said(person, line)
        key = secrets.token_hex(16)
        shown = (person.identity_id, {"text": line})
        await intake.accept([Arrival(channel=NAME, key=key, chat=person.identity_id, payload=payload, shown=shown)])
        await intake.quiet()

    async def _tapped(self, person: Person, line: str) -> dict[str, Any] | None:
        told, _ = await self._database.reading(history.newest, identity_id=person.identity_id, limit=LATELY)
        for message in reversed(told):
            data = chosen(message.body, line) if message.author == "bot" else None
            if data is not None:
                return tapped(person, secrets.token_hex(8), message.id, data)
        return None
