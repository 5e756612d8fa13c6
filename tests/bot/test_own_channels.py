"""What the database's room must know of the channels is what the channels say of themselves."""

from bot.channels.face import _OWN_NUMBERS
from db.belonging import OWN_CHANNELS


def test_whose_chats_are_numbered_by_identity():
    assert set(OWN_CHANNELS) == set(_OWN_NUMBERS)
    assert all(len(str(number)) == 1 for number in _OWN_NUMBERS.values())  # `db.belonging` finds their forms by it
