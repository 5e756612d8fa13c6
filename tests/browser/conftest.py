"""One program and one browser for all tests here, and people who come with nothing remembered."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.settings import PACKS
from knowledge import Decision, Entry, Knowledge
from tests.browser.program import Program
from tests.browser.visitor import SIZES, Visitor, chromium, running_chromium
from tests.conftest import left_out

expect.set_options(timeout=15_000)

Arrives = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if chromium() is None:
        left_out("no Chromium: `make chromium` installs it")
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def program(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, data_dir: Path, wujin_cache: Path
) -> Iterator[Program]:
    """The program, running; nobody may take it down."""
    with Program(tmp_path_factory.mktemp("program"), data_dir) as program:
        yield program
        assert program.complaints == []


@pytest.fixture
def size() -> str:
    """The device."""
    return "phone"


@pytest.fixture
def arrives(browser: Browser, program: Program, size: str) -> Iterator[Arrives]:
    """Have somebody new come, with a device of `size`; the browser must find nothing wrong with what they are shown."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def arrive(address: str = program.address, **device: Any) -> Visitor:
            options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **SIZES[size], **device}
            context = stack.enter_context(browser.new_context(**options))
            visitors.append(Visitor(context, address, touch=options.get("has_touch", False)))
            return visitors[-1]

        yield arrive
        assert [visitor.complaints for visitor in visitors if visitor.complaints] == []


@pytest.fixture
def she(arrives: Arrives) -> Visitor:
    """Somebody who has just been greeted."""
    she = arrives()
    she.opens_the_page()
    return she


@pytest.fixture(scope="package")
def vague(wujin_cache: Path) -> tuple[str, Entry]:
    """A sentence that is not clear to the bot, and the fact that it offers first."""
    knowledge = Knowledge.load(PACKS / "wujin", wujin_cache)
    for entry in knowledge.pack.entries:
        for phrasing in entry.phrasings.zh:
            for end in range(2, len(phrasing)):
                meant = knowledge.understand(phrasing[:end], now=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
                if meant.decision is Decision.DID_YOU_MEAN and meant.suggestions[0].kind == "fact":
                    return phrasing[:end], meant.suggestions[0]
    raise AssertionError("the bot is sure of everything")
