"""The knowledge that answers now, and its exchange for a newer one while the conversation goes on."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from knowledge import USUAL, Knowledge, PackError, Thresholds

logger = structlog.get_logger(__name__)


class Shelf:
    """Holds the knowledge; `reload` reads the pack again, and keeps the old one when the new is wrong.

    A pack that has changed is prepared in a process of its own: that takes seconds and twice the memory, which this one
    would never give back, and the conversation goes on meanwhile.
    """

    def __init__(self, folder: Path, cache: Path, thresholds: Thresholds = USUAL) -> None:
        self._folder = folder
        self._cache = cache
        self._thresholds = thresholds
        self._put(self._read())

    def _put(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.zone = ZoneInfo(knowledge.pack.zone)

    def _read(self) -> Knowledge:
        ready = Knowledge.prepared(self._folder, self._cache, self._thresholds)
        if ready is None:
            logger.info("preparing_the_pack", pack=self._folder.name, takes="seconds, once after each change")
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
                elsewhere.submit(_prepare, self._folder, self._cache).result()
            # Where the cache cannot be written, there is nothing to find: then it is prepared here.
            ready = Knowledge.prepared(self._folder, self._cache, self._thresholds)
            ready = ready or Knowledge.load(self._folder, None, self._thresholds)
        return ready

    async def reload(self) -> None:
        """Read the pack again."""
        try:
            fresh = await asyncio.to_thread(self._read)
        except PackError as error:
            logger.error("pack_refused", problems=str(error), mend="the bot goes on with the old pack")  # noqa: TRY400
            return
        self._put(fresh)
        logger.info("pack_reloaded", pack=fresh.pack.id, entries=len(fresh.pack.entries))


def _prepare(folder: Path, cache: Path) -> None:
    Knowledge.load(folder, cache)
