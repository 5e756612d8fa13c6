"""The running channel: its routes, and the pages that are open."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

import structlog
from cachetools import TTLCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.face import ChannelBot
from bot.channels.web.session import NAME, WebSession
from bot.channels.web.upload import Uploads
from bot.channels.web.visit import Visit
from bot.intake import Intake
from bot.people import People
from db import Database, DatabaseUnavailable, files
from db.vault import Vault

STRANGERS_A_MINUTE: Final = 120
"""New visitors that one address may bring in a minute: each costs rows in the database."""

logger = structlog.get_logger(__name__)


class Web:
    """The page's side of the program."""

    def __init__(self, database: Database, people: People, vault: Vault) -> None:
        self._database = database
        self._people = people
        self._vault = vault
        self._session = WebSession(database, vault)
        people.when_forgotten.append(self._session.forget)
        self._visits: TTLCache[str, int] = TTLCache(10_000, 60.0)
        self.bot = ChannelBot(NAME, self._session)

    def routes(self, intake: Intake) -> list[BaseRoute]:
        """``/ws``, ``/upload`` and ``/files/…``."""
        uploads = Uploads(self._database, self._people, self._vault, self._session)

        async def talk(page: WebSocket) -> None:
            await page.accept()
            visit = Visit(
                page,
                session=self._session,
                intake=intake,
                database=self._database,
                people=self._people,
                vault=self._vault,
            )
            try:
                await visit.serve(may_stay=self._may_stay(page.client.host if page.client else ""))
            except (WebSocketDisconnect, RuntimeError):
                return  # the page went away in the middle of something
            except DatabaseUnavailable as error:
                logger.warning("database_unavailable", error=str(error))
                await page.close(1013)

        async def hand_in(request: Request) -> Response:
            return await uploads.take(request, intake)

        upload = Route("/upload", hand_in, methods=["POST"])
        return [WebSocketRoute("/ws", talk), upload, Route("/files/{token}/{name}", self._file)]

    async def close_pages(self) -> None:
        """Tell every open page that the program goes away; it comes back by itself."""
        for page in [page for pages in self._session.pages.values() for page in pages]:
            try:
                await page.close(1012)
            except (WebSocketDisconnect, RuntimeError):
                continue

    def _may_stay(self, address: str) -> bool:
        self._visits[address] = visits = self._visits.get(address, 0) + 1
        return visits <= STRANGERS_A_MINUTE

    async def _file(self, request: Request) -> Response:
        kept = await self._database.reading(
            files.find_file, token=request.path_params["token"], vault=self._vault, now=datetime.now(UTC)
        )
        if kept is None:
            return Response("not found", 404)
        shown = "inline" if kept.media_type.startswith("image/") else "attachment"
        return Response(
            kept.content,
            media_type=kept.media_type,
            headers={
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(kept.name, safe='')}",
                "Cache-Control": "private, max-age=86400, immutable",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )
