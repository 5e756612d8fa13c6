"""How the run of all tests goes: what comes first, who does it, and what nobody waits for."""

import gc
import os
from collections.abc import Iterator

import pytest

from tests.driver.hurry import hurried
from tests.driver.once import worked_out_once

PREPARED, TIMED = "wujin", "clock"
"""Tests that need Wujin's pack, and tests that look at the clock while other processes work: a worker for each."""
WAY = 5
"""How far those step back that look at no clock (`nice`)."""


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: the tests that look at the clock mostly wait."""
    return (os.cpu_count() or 1) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Say whose worker does it: once all are collected, xdist has looked already."""
    needed = set(getattr(item, "fixturenames", ()))
    if "wujin_cache" in needed:
        item.add_marker(pytest.mark.xdist_group(PREPARED))
        item.add_marker(pytest.mark.timeout(300))  # the first prepares it, on a machine that may be busy
    elif needed & {"all_workers", "womb"}:
        item.add_marker(pytest.mark.xdist_group(TIMED))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest. One worker prepares Wujin's pack, and no other waits for it."""
    items.sort(key=lambda item: (PREPARED, TIMED, None).index(_group(item)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give way to the tests that look at the clock: what makes itself late by computing must not make those late."""
    if "PYTEST_XDIST_WORKER" in os.environ and _group(item) != TIMED and os.nice(0) < WAY:
        os.nice(WAY)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what is imported, which stays: it took a third of a story's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def in_a_hurry() -> Iterator[None]:
    """Starting and stopping take no longer than they must."""
    with hurried(), worked_out_once():
        yield


def _group(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("xdist_group")
    return mark.args[0] if mark else None
