"""The HTTP server: calls in, files out, updates to a webhook."""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from tests.stubs.bot_api.faults import Faults
from tests.stubs.bot_api.methods import Methods
from tests.stubs.bot_api.parameters import Uploads, loosely_typed, read_parameters
from tests.stubs.bot_api.person import Person
from tests.stubs.bot_api.refusal import Refusal
from tests.stubs.bot_api.rules import Rules
from tests.stubs.bot_api.webhook import Courier
from tests.stubs.bot_api.world import Json, World

TOKEN: Final = "4200000001:AAF-token_of_the_stub_server_for_tests"
REMEMBERED = 20_000
"""How many calls are kept for looking at."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call and how it ended: `code` is 200, an error's code, or 0 for a connection broken on purpose."""

    method: str
    given: Json
    code: int
    at: float
    """Seconds on the monotonic clock."""


class BotApi(Faults):
    """A Bot API server for one bot. Without `rules` it takes everything."""

    def __init__(self, *, token: str = TOKEN, rules: Rules | None, port: int = 0) -> None:
        super().__init__()
        self.token = token
        self.world = World(token)
        self.violations: list[str] = []
        """Calls that broke the rules of the API. A test ends by finding none."""
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.counts: Counter[str] = Counter()
        """Methods to how often they were called."""
        self.latency = 0.0
        """Seconds between carrying a call out and answering it."""
        self.on_call: Callable[[str, Json], None] | None = None
        """Told of every call that was carried out."""
        self.others: Callable[[web.BaseRequest], Awaitable[web.Response]] | None = None
        """Answers the requests that are not the Bot API's."""
        self._rules = rules
        self._methods = Methods(self.world, rules)
        self._courier = Courier(self.world.updates, self.execute)
        self._port = port
        self._person_id = 5_000_000_000
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, handler_cancellation=True)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._site = site
        self._port = self._runner.addresses[0][1]
        self._courier.start()
        return self

    async def hides(self) -> None:
        """Refuse every new connection."""
        await self._site.stop()

    async def shows_up(self) -> None:
        """Be there again, at the same address."""
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await self._site.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._courier.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def person(self, first_name: str = "小王", *, language_code: str = "zh", person_id: int | None = None) -> Person:
        """Somebody new who has opened a chat with the bot."""
        self._person_id += 1
        user = {"id": person_id or self._person_id, "is_bot": False, "first_name": first_name}
        return Person(self.world, user | ({"language_code": language_code} if language_code else {}))

    def execute(self, method: str, given: Json, files: Uploads) -> Any:
        """Carry out a call; raises a `Refusal`, and notes it when the call was wrong."""
        code = 200
        try:
            given = self._rules.read(method, given, files) if self._rules else loosely_typed(given, files)
            result = self._methods.run(method, given, files)
        except Refusal as refusal:
            code = refusal.code
            self._note(method, given, refusal)
            raise
        finally:
            self.counts[method] += 1
            self.calls.append(Call(method, given, code, time.monotonic()))
        if self.on_call is not None:
            self.on_call(method, given)
        return result

    def _note(self, method: str, given: Json, refusal: Refusal) -> None:
        if refusal.wrong:
            self.violations.append(f"{method}: {refusal} in {json.dumps(given, ensure_ascii=False, default=str)[:500]}")

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return self._download(path.removeprefix("/file/bot"))
        if path.startswith("/bot"):
            token, _, method = path.removeprefix("/bot").partition("/")
            if token != self.token:
                return _answer(Refusal("Unauthorized", 401))
            call = self._call(request, method)
            # Whoever stops waiting for updates shall not take any; all else is done once it has arrived, even when the
            # caller has died since.
            return await (call if method == "getUpdates" else asyncio.shield(call))
        return await self.others(request) if self.others is not None else web.Response(status=404)

    async def _call(self, request: web.BaseRequest, method: str) -> web.Response:
        body = await request.read()
        fault = self.take(method)
        if fault is not None and fault.refusal is not None:
            self.calls.append(Call(method, {}, fault.refusal.code, time.monotonic()))
            return _answer(fault.refusal)
        if fault is not None and fault.breaks == "before":
            return self._broken(method, request)
        try:
            given, files = read_parameters(request.query_string, request.headers.get("Content-Type", ""), body)
            result = await self._get_updates(given) if method == "getUpdates" else self.execute(method, given, files)
        except Refusal as refusal:
            return _answer(refusal)
        if fault is not None and fault.breaks == "never":
            await asyncio.sleep(3600)
        if fault is not None:
            return self._broken(method, request)
        if self.latency and method != "getUpdates":
            await asyncio.sleep(self.latency)
        return _answer(result)

    async def _get_updates(self, given: Json) -> list[Json]:
        try:
            given = self._rules.read("getUpdates", given, ()) if self._rules else loosely_typed(given, {})
        except Refusal as refusal:
            self._note("getUpdates", given, refusal)
            raise
        self.counts["getUpdates"] += 1
        self.world.updates.allow(given.get("allowed_updates"))
        return await self.world.updates.get(given.get("offset", 0), given.get("limit", 100), given.get("timeout", 0))

    def _broken(self, method: str, request: web.BaseRequest) -> web.Response:
        self.calls.append(Call(method, {}, 0, time.monotonic()))
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _download(self, rest: str) -> web.Response:
        token, _, path = rest.partition("/")
        found = [content for known, content in self.world.files.values() if known == path and token == self.token]
        return web.Response(body=found[0]) if found else web.Response(status=404)


def _answer(result: Any) -> web.Response:
    if not isinstance(result, Refusal):
        return web.Response(body=_json({"ok": True, "result": result}), content_type="application/json")
    content: Json = {"ok": False, "error_code": result.code, "description": str(result)}
    headers = {}
    if result.retry_after is not None:
        content["parameters"] = {"retry_after": result.retry_after}
        headers["Retry-After"] = str(result.retry_after)
    if result.moved_to is not None:
        content["parameters"] = {"migrate_to_chat_id": result.moved_to}
    return web.Response(status=result.code, body=_json(content), content_type="application/json", headers=headers)


def _json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
