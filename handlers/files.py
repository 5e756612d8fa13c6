"""Files that the bot hands out and that are gone soon."""

from datetime import timedelta

from aiogram.types import BufferedInputFile


class ShortLivedFile(BufferedInputFile):
    """A file that our own channels keep for `lasts` only."""

    def __init__(self, content: bytes, filename: str, *, lasts: timedelta) -> None:
        super().__init__(content, filename)
        self.lasts = lasts
