"""A channel as the rest of the program sees it: an aiogram `Bot` that knows its channel's name."""

from typing import Final

from aiogram import Bot
from aiogram.client.session.base import BaseSession

# A token must look like "digits:text"; the digits become the bot's id, under which conversations are kept.
_OWN_NUMBERS: Final = {"web": 1, "terminal": 2, "wechat": 3}


class ChannelBot(Bot):
    """The bot of one channel.

    `own_people`: the people of this channel are known by the number of their identity in our database; otherwise
    (Telegram) by the channel's own number. `abroad`: what is said here passes through servers outside the mainland,
    which people are told at the start.
    """

    def __init__(self, channel: str, session: BaseSession, *, token: str | None = None) -> None:
        super().__init__(token or f"{_OWN_NUMBERS[channel]}:{channel}", session=session)
        self.channel = channel
        self.own_people = token is None
        self.abroad = token is not None
