"""The web server: the page, the channels' addresses, and what machines ask (`/healthz`, `/readyz`, `/metrics`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE: Final = Path(__file__).parent / "page"

Checks = Mapping[str, Callable[[], Awaitable[bool]]]
"""What must be well for the program to be ready, by name."""


class SafeHeaders:
    """Puts the safety headers on every answer: nothing from other hosts, no guessing of types, embedding as allowed."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self._app = app
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            f"font-src 'self'; frame-ancestors {frame_ancestors}; base-uri 'none'; form-action 'none'"
        )
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")  # the page's parts never mix versions
            await send(message)

        await self._app(scope, receive, send_with_headers)


def site(routes: Sequence[BaseRoute], checks: Checks, frame_ancestors: str) -> Starlette:
    """The ASGI application, with the channels' own routes in it."""

    async def page(_: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive")

    async def ready(_: Request) -> Response:
        found = {name: await check() for name, check in checks.items()}
        return JSONResponse(found, 200 if all(found.values()) else 503)

    async def figures(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/", page),
            Mount("/page", StaticFiles(directory=PAGE)),
            Route("/healthz", alive),
            Route("/readyz", ready),
            Route("/metrics", figures),
            *routes,
        ],
        middleware=[Middleware(SafeHeaders, frame_ancestors=frame_ancestors), Middleware(GZipMiddleware)],
    )
