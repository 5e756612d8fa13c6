"""Which worker does which test. Those that look at a clock while processes of the program work have one to themselves.

They mostly wait for those. So there is one worker more than processors: the others compute meanwhile, but give way, for
what gets its processor late looks like what sends too late.
"""

import os
from typing import Any, Final

import pytest
from xdist.scheduler.load import LoadScheduling
from xdist.workermanage import WorkerController

TIMED: Final = ("tests/delivery/", "tests/bot/test_kill")
"""What the names of tests that look at a clock begin with."""
WAY: Final = 5
"""How far the others step back (`nice`)."""
AT_ONCE: Final = 16
"""Tests that a worker has before it, at most: neighbours, which share what they need, but no minute's worth."""


class Turns(LoadScheduling):
    """Hands tests out in their order; only the first worker begins with the timed ones, which come last for the others.

    xdist's own groups of tests would do, if they did not change every test's name.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self.maxschedchunk = AT_ONCE

    def _send_tests(self, node: WorkerController, num: int) -> None:
        collection = self.collection or []
        first = node is self.nodes[0]
        self.pending.sort(key=lambda number: (collection[number].startswith(TIMED) is not first, number))
        super()._send_tests(node, num)


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Turns | None:
    """Ours, unless another one was asked for."""
    return Turns(config, log) if config.getoption("dist") == "load" else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give way to the tests that look at a clock."""
    if "PYTEST_XDIST_WORKER" in os.environ and not item.nodeid.startswith(TIMED) and os.nice(0) < WAY:
        os.nice(WAY - os.nice(0))
