"""The real program in this process: `bot.serving.serve` on a real database, stopped by a real signal."""

import asyncio
import signal
from datetime import timedelta
from typing import Any, Literal
from unittest.mock import patch

from sqlalchemy import Connection, select, update

import bot.serving
from bot.intake import Intake
from bot.settings import Settings
from bot.shelf import Shelf
from db import Database
from db.tables import incoming, metadata
from tests.driver.log import PATIENCE, Log
from tests.driver.person import Language, Person
from tests.driver.telegram import TelegramServer
from tests.driver.terminal import TerminalPerson
from tests.driver.web import WebPerson
from tests.driver.wechat import WechatPerson
from tests.stubs.wechat import WechatApi

Channel = Literal["web", "telegram", "terminal", "wechat"]


class App:
    """Starts and stops the program, and brings people to it."""

    def __init__(
        self,
        settings: Settings,
        log: Log,
        telegram: TelegramServer | None = None,
        wechat: WechatApi | None = None,
    ) -> None:
        self.settings = settings
        self.log = log
        self.shelf = Shelf(settings.pack_folder, settings.cache_folder, settings.thresholds)
        self.people: list[Person] = []
        self.address = ""
        self.way_in: Intake | None = None
        self.telegram = telegram
        self.wechat = wechat
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start, and wait until it is ready."""
        put_together = bot.serving.intake_for

        def watched(*parts: Any) -> Intake:
            self.way_in = put_together(*parts)
            return self.way_in

        ready = self.log.expect("ready")
        # Freezing what is there is for a program that does nothing but serve: here it would keep every test's garbage.
        with patch.object(bot.serving, "intake_for", watched), patch.object(bot.serving, "gc"):
            self._serving = asyncio.get_running_loop().create_task(bot.serving.serve(self.settings, self.shelf))
            await asyncio.wait((ready, self._serving), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            self._serving.result()
        self.address = ready.result()["page"]

    async def stop(self) -> None:
        """Stop as an operator does."""
        if self._serving is not None and not self._serving.done():
            signal.raise_signal(signal.SIGTERM)
            await asyncio.wait_for(self._serving, PATIENCE)

    async def restart(self) -> None:
        """Stop, start, and have everybody come back."""
        await self.stop()
        await self.start()
        for person in self.people:
            await person.comes_back()

    async def reload(self) -> dict[str, Any]:
        """Have the pack read again, as an operator does; returns what the log says about it."""
        outcomes = [self.log.expect("pack_reloaded"), self.log.expect("pack_refused")]
        signal.raise_signal(signal.SIGHUP)
        done, _ = await asyncio.wait(outcomes, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        [outcome] = done
        return outcome.result()

    async def quiet(self) -> None:
        """Wait until no message is in hand."""
        if self.way_in is not None:
            await asyncio.wait_for(self.way_in.quiet(), PATIENCE)

    async def person(self, channel: Channel, language: Language = "zh") -> Person:
        """Somebody new, who has been greeted."""
        person: Person
        if channel == "web":
            person = WebPerson(lambda: self.address, language, self.quiet)
            await person.opens_the_page()
        elif channel == "terminal":
            person = TerminalPerson(self.settings, self.shelf, language)
            await person.sits_down()
        elif channel == "wechat":
            assert self.wechat is not None
            person = WechatPerson(self.wechat, lambda: self.address, language, self.quiet)
            await person.follows()
        else:
            assert self.telegram is not None
            person = self.telegram.person(language, self.quiet)
            await person.says("/start")
        self.people.append(person)
        await person.sees({"zh": "你好", "en": "Hello"}[language])
        return person

    async def close(self) -> None:
        """Let everybody go, then stop."""
        for person in self.people:
            await person.leaves()
        await self.stop()

    async def let_time_pass(self, *, minutes: int) -> None:
        """Make everything that was said so far as much older as if so many minutes had passed."""

        def age(connection: Connection) -> None:
            for number, received in connection.execute(select(incoming.c.id, incoming.c.received_at)).all():
                earlier = received - timedelta(minutes=minutes)
                connection.execute(update(incoming).where(incoming.c.id == number).values(received_at=earlier))

        database = Database(self.settings.database_url)
        try:
            await database.writing(age)
        finally:
            await database.close()

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """What stands in a table now, read on a connection of its own."""

        def read(connection: Connection) -> list[dict[str, Any]]:
            return [dict(row) for row in connection.execute(metadata.tables[table].select()).mappings()]

        database = Database(self.settings.database_url)
        try:
            return await database.reading(read)
        finally:
            await database.close()
