"""The official account for tests that are told on WeChat alone."""

import pytest

from tests.stories.conftest import moved_clock, office  # noqa: F401 - fixtures


@pytest.fixture
def place():
    return ("sqlite", "wechat")


@pytest.fixture
def phone(she):
    """What only WeChat's people can do."""
    return she.phone


@pytest.fixture
def restarted(app, configured):
    """Start the program again with other settings."""

    async def restart(**changes):
        await app.stop()
        app.settings = configured(**{"port": app.settings.port, "public_url": app.settings.public_url} | changes)
        await app.start()

    return restart
