"""How the run of all tests goes: what comes first, and what nobody waits for."""

import gc
from collections.abc import Iterator
from itertools import takewhile

import pytest

from tests.driver.hurry import hurried
from tests.driver.once import worked_out_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what needs Wujin's pack: the first worker prepares it, and the others need not wait for it."""

    def without_wujin(item: pytest.Item) -> bool:
        return "wujin_cache" not in getattr(item, "fixturenames", ())

    items.sort(key=without_wujin)
    for item in takewhile(lambda item: not without_wujin(item), items):
        item.add_marker(pytest.mark.timeout(300))  # whichever comes first prepares it, on a machine that may be busy


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
