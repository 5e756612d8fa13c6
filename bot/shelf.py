"""The knowledge that answers now, and its exchange for a newer one while the conversation goes on."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from knowledge import Knowledge, PackError

logger = structlog.get_logger(__name__)


class Shelf:
    """Holds the knowledge; `reload` reads the pack again in a thread, and keeps the old one when the new is wrong."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self._folder = folder
        self._cache = cache
        self._put(Knowledge.load(folder, cache))

    def _put(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.zone = ZoneInfo(knowledge.pack.zone)

    async def reload(self) -> None:
        try:
            fresh = await asyncio.to_thread(Knowledge.load, self._folder, self._cache)
        except PackError as error:
            logger.error("pack_refused", problems=str(error), mend="the bot goes on with the old pack")  # noqa: TRY400
            return
        self._put(fresh)
        logger.info("pack_reloaded", pack=fresh.pack.id, entries=len(fresh.pack.entries))
