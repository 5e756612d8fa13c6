"""The page on channels is the code's own table, and the table says what the channels do."""

from pathlib import Path

from bot.channels.capabilities import CAPABILITIES, NAMES, TITLES, Capability, as_page
from bot.channels.face import _OWN_NUMBERS
from tests.driver.telegram import TelegramPerson
from tests.driver.terminal import TerminalPerson
from tests.driver.web import WebPerson
from tests.driver.wechat import WechatPerson

PAGE = Path(__file__).parents[2] / "docs" / "channels.md"
PEOPLE = {"web": WebPerson, "telegram": TelegramPerson, "wechat": WechatPerson, "terminal": TerminalPerson}


def test_the_page_is_the_table():
    assert PAGE.read_text(encoding="utf-8") == as_page()


def test_every_channel_is_there():
    assert set(CAPABILITIES) == set(NAMES) == {*_OWN_NUMBERS, "telegram"} == set(PEOPLE)
    assert set(TITLES) == set(Capability.__slots__)


def test_what_can_change_is_what_people_see_change():
    assert {channel: one.changes for channel, one in CAPABILITIES.items()} == {
        channel: person.changes_messages for channel, person in PEOPLE.items()
    }
