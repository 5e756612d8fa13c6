"""The API over HTTP: tokens, customer-service messages, pictures, menus, codes, notices, mass sendings.

It checks what WeChat checks: the token, JSON written out in UTF-8, the length of a text, who follows, how many messages
somebody still gets; and answers with any error that a test asks for.
"""

import asyncio
import json
import secrets
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Json = dict[str, Any]
TEXT_BYTES = 2048
"""Bytes of the longest text that is taken here."""
NAME_LETTERS = 64
"""Letters of the longest name of a mass sending."""


@dataclass(frozen=True, slots=True)
class Account:
    """An official account."""

    app_id: str = "wx0123456789abcdef"
    secret: str = "0123456789abcdef0123456789abcdef"
    token: str = "sesame"
    aes_key: str = "a" * 43
    original: str = "gh_0123456789ab"


@dataclass(slots=True)
class Refused(Exception):
    code: int
    message: str = "made to fail"


@dataclass(slots=True)
class Box:
    """What came for one follower. `left`: how many more are taken; None for any number."""

    messages: list[Json] = field(default_factory=list)
    left: int | None = None


class WechatApi:
    """The server. Use as ``async with``."""

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Account()
        self.url = ""
        self.calls: Counter[str] = Counter()
        self.boxes: defaultdict[str, Box] = defaultdict(Box)
        self.watchers: dict[str, Any] = {}
        self.followers: set[str] = set()
        self.media: dict[str, tuple[str, bytes]] = {}
        self.menu: Json | None = None
        self.scenes: list[Json] = []
        self.notices: list[Json] = []
        self.mass: dict[str, Json] = {}
        self.visitors: dict[str, str] = {}
        self.delay = 0.0
        self.silent = False
        self.asked: list[Json] = []
        """The mass sendings that were asked for, also in vain."""
        self.lifetime = 7200
        self.tokens: list[str] = []
        self.faults: list[str] = []
        self._fails: defaultdict[str, deque[int]] = defaultdict(deque)
        self._hangs: Counter[str] = Counter()
        self._runner: web.AppRunner | None = None
        self._doing: dict[str, Callable[[Json], Json | None]] = {
            "/cgi-bin/stable_token": self._token,
            "/cgi-bin/getcallbackip": lambda _: {"ip_list": ["127.0.0.1"]},
            "/cgi-bin/menu/create": self._set_menu,
            "/cgi-bin/qrcode/create": self._make_code,
            "/cgi-bin/message/custom/send": self._custom,
            "/cgi-bin/message/template/send": lambda given: self._notice("template", given),
            "/cgi-bin/message/subscribe/bizsend": lambda given: self._notice("subscription", given),
            "/cgi-bin/message/mass/send": self._mass,
        }

    async def __aenter__(self) -> Self:
        await self.listen(0)
        assert self._runner is not None
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def listen(self, port: int) -> None:
        """Answer on this port; 0 for any."""
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def fail_next(self, call: str, *codes: int) -> None:
        """Answer the next calls (by the end of their path) with these error codes."""
        self._fails[call].extend(codes)

    def hang_next(self, call: str) -> None:
        """Do what the next call asks for and answer nothing."""
        self._hangs[call] += 1

    def got(self, account: str) -> int:
        """How many messages came for a follower: each mass sending counts once, however often it was asked for."""
        mass = sum(account in given["touser"] for given in self.mass.values())
        return mass + len(self.boxes[account].messages)

    def replace_token(self) -> str:
        """Make the tokens so far worthless, as another program does that asks in the old way."""
        self.tokens.append(secrets.token_urlsafe(400))
        return self.tokens[-1]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        call = path.rpartition("/")[2] if not path.startswith("/cgi-bin/message/") else path[len("/cgi-bin/message/") :]
        self.calls[call] += 1
        await asyncio.sleep(self.delay)
        try:
            if self._fails[call]:
                raise Refused(self._fails[call].popleft())
            if path.startswith("/cgi-bin/") and call != "stable_token":
                self._check_token(request.query.get("access_token", ""))
            found = await self._carry_out(path, call, request)
        except Refused as refusal:
            found = {"errcode": refusal.code, "errmsg": refusal.message}
            found |= {"msg_id": 7} if refusal.code == 45065 else {}
        if self._hangs[call]:
            self._hangs[call] -= 1
            await asyncio.Event().wait()
        if self.silent and call == "custom/send" and request.transport is not None:
            request.transport.abort()
        return web.Response(text=json.dumps(found, ensure_ascii=False), content_type="application/json")

    def _check_token(self, token: str) -> None:
        if not token:
            raise Refused(41001)
        if not self.tokens or token != self.tokens[-1]:
            raise Refused(40001)

    async def _given(self, request: web.Request) -> Json:
        body = await request.read()
        if b"\\u" in body:
            self.faults.append("escaped characters")
            raise Refused(40033)
        try:
            given = json.loads(body.decode())
        except ValueError:
            raise Refused(47001) from None
        assert isinstance(given, dict)
        return given

    async def _carry_out(self, path: str, call: str, request: web.Request) -> Json:
        if path == "/cgi-bin/media/upload":
            return await self._upload(request)
        if path == "/sns/oauth2/access_token":
            return self._visitor(dict(request.query))
        if path not in self._doing:
            raise Refused(40066, "no such path")
        given = await self._given(request) if request.method == "POST" else {}
        return {"errcode": 0, "errmsg": "ok"} | (self._doing[path](given) or {})

    def _token(self, given: Json) -> Json:
        if given.get("appid") != self.account.app_id:
            raise Refused(40013)
        if given.get("secret") != self.account.secret:
            raise Refused(40125)
        if not self.tokens or given.get("force_refresh"):
            self.replace_token()
        return {"access_token": self.tokens[-1], "expires_in": self.lifetime}

    def _set_menu(self, given: Json) -> None:
        self.menu = given

    def _make_code(self, given: Json) -> Json:
        self.scenes.append(given)
        return {"ticket": "gQ==", "url": "http://weixin.qq.com/q/02kqTH"}

    def _notice(self, kind: str, given: Json) -> Json:
        self._check_follower(given["touser"])
        self.notices.append({"kind": kind, **given})
        return {"msgid": len(self.notices)}

    def _visitor(self, query: dict[str, str]) -> Json:
        if (query["appid"], query["secret"]) != (self.account.app_id, self.account.secret):
            raise Refused(40013)
        if query["code"] not in self.visitors:
            raise Refused(40029)
        return {"openid": self.visitors.pop(query["code"]), "access_token": "x", "scope": "snsapi_base"}

    def _check_follower(self, account: str) -> None:
        if account not in self.followers:
            raise Refused(43004)

    def _custom(self, given: Json) -> Json:
        account = given["touser"]
        self._check_follower(account)
        box = self.boxes[account]
        if box.left == 0:
            raise Refused(45047)
        kind = given["msgtype"]
        if kind == "text" and len(given["text"]["content"].encode()) > TEXT_BYTES:
            raise Refused(45002)
        if kind == "image" and given["image"]["media_id"] not in self.media:
            raise Refused(40007)
        assert kind in {"text", "image", "news"}, kind
        if box.left is not None:
            box.left -= 1
        box.messages.append(given)
        if account in self.watchers:
            self.watchers[account](given)
        return {"errcode": 0, "errmsg": "ok"}

    async def _upload(self, request: web.Request) -> Json:
        form = await request.post()
        media = form["media"]
        assert isinstance(media, web.FileField)
        name = f"media{len(self.media)}"
        self.media[name] = (media.content_type, media.file.read())
        return {"type": request.query["type"], "media_id": name, "created_at": 0}

    def _mass(self, given: Json) -> Json:
        people, name = given["touser"], given.get("clientmsgid")
        self.asked.append(given)
        if not 2 <= len(people) <= 10_000:
            raise Refused(40130)
        if name in self.mass:
            raise Refused(45065)
        if len(given["text"]["content"].encode()) > TEXT_BYTES:
            raise Refused(45002)
        if len(name) > NAME_LETTERS:
            raise Refused(45067)
        self.mass[name] = given
        for account in people:
            if account in self.watchers:
                self.watchers[account](given)
        return {"errcode": 0, "errmsg": "send job submission success", "msg_id": 7, "msg_data_id": 8}
