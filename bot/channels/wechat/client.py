"""Calls to WeChat's API, each with the shared token, and its errors by the table in `errors`."""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from types import TracebackType
from typing import Any, Final, Protocol, Self

import httpx
import structlog

from bot import metrics
from bot.channels.wechat.errors import WechatAway, WechatError, WechatUnreachable
from db import DatabaseUnavailable

TIMEOUT: Final = 8.0
"""Seconds until a call is given up."""
PAUSE: Final = 0.3
"""Seconds before a busy server is asked again."""

logger = structlog.get_logger(__name__)
Json = dict[str, Any]


class Tokens(Protocol):
    """Where the access token comes from."""

    async def current(self) -> str: ...
    async def renewed(self, bad: str) -> str: ...


class Api:
    """WeChat's server, without a token: what the token itself is asked from."""

    def __init__(self, base: str) -> None:
        # No proxy of the environment: what leads to WeChat is a setting of ours.
        self._http = httpx.AsyncClient(base_url=base, timeout=TIMEOUT, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def ask(
        self,
        path: str,
        given: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        file: tuple[str, bytes, str] | None = None,
    ) -> Json:
        """One call; raises `WechatError` for a refusal, `WechatAway` or `WechatUnreachable` when no answer came.

        `given` goes as JSON, written out: WeChat refuses escapes. `file` (name, content, media type) is uploaded.
        """
        name = path.rpartition("/")[2]
        try:
            if file is not None:
                answer = await self._http.post(path, params=query, files={"media": file})
            elif given is not None:
                written = json.dumps(given, ensure_ascii=False).encode()
                answer = await self._http.post(
                    path, params=query, content=written, headers={"Content-Type": "application/json"}
                )
            else:
                answer = await self._http.get(path, params=query)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            metrics.outgoing.labels("wechat", name, "failed").inc()
            nothing_left = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            kind = WechatAway if nothing_left else WechatUnreachable
            raise kind(f"{name}: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise WechatUnreachable(f"{name}: not WeChat's words")
        code = found.get("errcode", 0)
        if code:
            metrics.outgoing.labels("wechat", name, "refused").inc()
            raise WechatError(int(code), str(found.get("errmsg", "")), found)
        metrics.outgoing.labels("wechat", name, "sent").inc()
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class Client:
    """Calls with the account's token."""

    def __init__(self, api: Api, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def call(
        self,
        path: str,
        given: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        file: tuple[str, bytes, str] | None = None,
    ) -> Json:
        """One call: with a new token once when the old one is refused, and once more when the server is busy."""
        token = await _token(self._tokens.current())
        renewed = waited = False
        while True:
            try:
                return await self._api.ask(path, given, query={**(query or {}), "access_token": token}, file=file)
            except WechatError as error:
                if error.cure == "renew" and not renewed:
                    renewed = True
                    token = await _token(self._tokens.renewed(token))
                elif error.cure == "again" and not waited:
                    waited = True
                    await asyncio.sleep(PAUSE)
                else:
                    if error.cure in {"alarm", "stop"}:
                        logger.error("wechat_refuses", code=error.code, call=path, why=str(error))  # noqa: TRY400
                    raise


async def _token(coming: Awaitable[str]) -> str:
    """Without a token nothing leaves; it lies in the database."""
    try:
        return await coming
    except (WechatUnreachable, DatabaseUnavailable) as error:
        raise WechatAway(str(error)) from error
