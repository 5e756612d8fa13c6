"""Where a story is told: on which channel, on which database."""

from collections.abc import Sequence

import pytest

CHANNELS = ("web", "telegram", "terminal", "wechat")


def told_on(channels: Sequence[str] = CHANNELS, *, postgres: Sequence[str] = ("web",)) -> pytest.MarkDecorator:
    """Tell a story on each of these channels, with SQLite; and on those of `postgres` with PostgreSQL too."""
    places = [("sqlite", channel) for channel in channels]
    places += [("postgresql", channel) for channel in channels if channel in postgres]
    return pytest.mark.parametrize("place", places, ids="-".join)
