"""What several tests of the program share."""

from collections.abc import Iterator

import pytest

from tests.driver.forks import Womb


@pytest.fixture(scope="session")
def womb() -> Iterator[Womb]:
    """What the lives of a program that is killed are forks of."""
    with Womb("tests.driver.lives") as womb:
        yield womb
