"""One person's side of a conversation, the same on every channel: the tests read as what somebody says and sees."""

from tests.driver.app import App
from tests.driver.log import Log
from tests.driver.person import Person, Seen

__all__ = ["App", "Log", "Person", "Seen"]
