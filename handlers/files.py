"""Files that the bot hands out and that are gone soon."""

from datetime import timedelta

from aiogram.types import BufferedInputFile


class ShortLivedFile(BufferedInputFile):
    """A file that our own channels keep for `lasts` only."""

    def __init__(self, content: bytes, filename: str, *, lasts: timedelta) -> None:
        super().__init__(content, filename)
        self.lasts = lasts


class PictureOf(ShortLivedFile):
    """A picture of what a button shows. A channel may make a card of it; `shows` is the button's whole step."""

    def __init__(self, content: bytes, filename: str, *, lasts: timedelta, shows: str) -> None:
        super().__init__(content, filename, lasts=lasts)
        self.shows = shows
