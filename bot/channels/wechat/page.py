"""The web page inside WeChat: it learns who opened it, so that bookings there are the same person's.

WeChat's OAuth (`snsapi_base`) tells the openid without asking. The page is then opened by a one-time link, as from any
other channel. A cookie of five minutes holds the state: nobody can open the page as somebody else by a link.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.wechat.client import Api
from bot.channels.wechat.errors import WechatError, WechatUnreachable
from db.codes import TooManyTries

AUTHORIZE: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
COOKIE: Final = "wechat_state"
LASTS: Final = 300
"""Seconds that WeChat's code is good for, and the cookie."""

logger = structlog.get_logger(__name__)
Link = Callable[[str], Awaitable[str | None]]
"""A one-time code of the page for a follower, by their openid; None for somebody we do not know."""


class Page:
    """``/wechat/page``, which is where links to the page lead, and ``/wechat/back``, to which WeChat returns."""

    def __init__(self, api: Api, *, app_id: str, secret: str, site: str, link: Link) -> None:
        self._api = api
        self._app_id = app_id
        self._secret = secret
        self._site = site
        self._link = link

    def routes(self) -> list[Route]:
        """Both addresses."""
        return [Route("/wechat/page", self._ask), Route("/wechat/back", self._back)]

    async def _ask(self, _: Request) -> Response:
        state = secrets.token_hex(16)
        query = {
            "appid": self._app_id,
            "redirect_uri": f"{self._site}/wechat/back",
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        # WeChat wants the parameters in this order, and the mark at the end.
        answer = RedirectResponse(f"{AUTHORIZE}?{urlencode(query)}#wechat_redirect", 302)
        answer.set_cookie(
            COOKIE,
            state,
            max_age=LASTS,
            path="/wechat",
            httponly=True,
            secure=self._site.startswith("https"),
            samesite="lax",
        )
        return answer

    async def _back(self, request: Request) -> Response:
        given, kept = request.query_params.get("state", ""), request.cookies.get(COOKIE, "")
        code = request.query_params.get("code", "")
        step = None
        if kept and code and hmac.compare_digest(given.encode(), kept.encode()):
            step = await self._step(code)
        answer = RedirectResponse(f"/?step={step}" if step else "/", 302)
        answer.delete_cookie(COOKIE, path="/wechat")
        return answer

    async def _step(self, code: str) -> str | None:
        query = {
            "appid": self._app_id,
            "secret": self._secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        try:
            found = await self._api.ask("/sns/oauth2/access_token", query=query)
            account = found.get("openid")
            return await self._link(account) if isinstance(account, str) else None
        except (WechatError, WechatUnreachable, TooManyTries) as error:
            logger.warning("page_visitor_unknown", why=str(error))
            return None
