"""What is done behind a conversation: fixtures that all tests may ask for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.keyring import vault_for
from bot.settings import Settings
from db.staff import add_staff
from delivery import Timing
from tests.driver import App, Person
from tests.driver.app import Channel
from tests.driver.office import Office


@pytest.fixture
def office(app: App) -> Office:
    """What is done behind the conversation of somebody who books."""
    return Office(app)


@pytest.fixture
def colleague(app: App, office: Office) -> Callable[..., Any]:
    """Somebody of the staff, by name."""

    async def join(name: str, role: str = "events", channel: Channel = "web") -> Person:
        person = await app.person(channel)
        code = await office.run(add_staff, vault=vault_for(app.settings), name=name, role=role, now=datetime.now(UTC))
        await person.hears(f"/staff {code}", "欢迎")
        return person

    return join


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the program's clock, which ends what is over and sends what is due, run ahead."""

    def move(**ahead: float) -> None:
        class Ahead(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.now(tz) + timedelta(**ahead)

        monkeypatch.setattr("bot.ticking.datetime", Ahead)
        monkeypatch.setattr("delivery.clock.Clock.now", lambda _: Ahead.now(UTC))

    return move


@pytest.fixture
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program looks often at what is over."""
    monkeypatch.setattr("bot.ticking.EVERY", 0.05)


@pytest.fixture
def quick_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often at what is due."""
    monkeypatch.setattr("bot.delivering.Timing", partial(Timing, poll=0.05, keep=0.05))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside, and an empty folder to start in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
