"""The web page inside WeChat: it learns who opened it, so that bookings there are the same person's.

WeChat's OAuth (`snsapi_base`) tells the openid without asking. The page is then opened by a one-time link, as from any
other channel. A cookie of five minutes holds the state: nobody can open the page as somebody else by a link.
"""

import hmac
import re
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
_SHOWN: Final = re.compile(r"flat:(zh|en):[A-Za-z0-9._-]{1,60}")
"""What a link may have the page show at once: nothing that does something."""

logger = structlog.get_logger(__name__)
Link = Callable[[str, str], Awaitable[str | None]]
"""A one-time code of the page for a follower, by their openid, and what it shows first; None for a stranger."""


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

    async def _ask(self, request: Request) -> Response:
        state, shown = secrets.token_hex(16), _shown(request)
        back = f"{self._site}/wechat/back"
        query = {
            "appid": self._app_id,
            "redirect_uri": f"{back}?{urlencode({'show': shown})}" if shown else back,
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
            step = await self._step(code, _shown(request))
        answer = RedirectResponse(f"/?step={step}" if step else "/", 302)
        answer.delete_cookie(COOKIE, path="/wechat")
        return answer

    async def _step(self, code: str, shown: str) -> str | None:
        query = {
            "appid": self._app_id,
            "secret": self._secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        try:
            found = await self._api.ask("/sns/oauth2/access_token", query=query)
            account = found.get("openid")
            return await self._link(account, shown) if isinstance(account, str) else None
        except (WechatError, WechatUnreachable, TooManyTries) as error:
            logger.warning("page_visitor_unknown", why=str(error))
            return None


def _shown(request: Request) -> str:
    given = request.query_params.get("show", "")
    return given if _SHOWN.fullmatch(given) else ""
