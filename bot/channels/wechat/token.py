"""The access token: one for all programs, in the database; refreshed early, by one of them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.channels.wechat.client import Api
from bot.channels.wechat.errors import WechatError, WechatUnreachable
from bot.channels.wechat.limits import BEIJING
from db import Database
from db.vault import Unreadable, Vault
from db.wechat_token import (
    DEMANDS_A_DAY,
    Kept,
    claim_demand,
    claim_renewal,
    give_up_renewal,
    keep_token,
    kept_token,
)

EARLY: Final = timedelta(minutes=5)
"""So long before its end a token is refreshed; both are good for that time."""
LEASE: Final = timedelta(seconds=20)
"""How long nobody else fetches while one does."""
LOOK_EVERY: Final = 0.05

logger = structlog.get_logger(__name__)


class AccessToken:
    """The token of one account."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        api: Api,
        *,
        app_id: str,
        secret: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._vault = vault
        self._api = api
        self._app_id = app_id
        self._secret = secret
        self._clock = clock
        self._known: tuple[str, datetime] | None = None
        self._looking = asyncio.Lock()

    async def current(self) -> str:
        """The token to call with; raises `WechatError` or `WechatUnreachable` when there is none to be had."""
        if self._known is not None and self._clock() < self._known[1] - EARLY:
            return self._known[0]
        async with self._looking:
            return await self._find(bad=None)

    async def renewed(self, bad: str) -> str:
        """A token in place of one that WeChat refused; another program may have fetched it already."""
        async with self._looking:
            if self._known is None or self._known[0] == bad:
                self._known = None
                return await self._find(bad=bad)
            return self._known[0]

    async def _find(self, *, bad: str | None) -> str:
        """What the database has; when that is bad or nearly over, what one program fetches while the others wait."""
        deadline = self._clock() + LEASE
        while True:
            now = self._clock()
            kept = await self._database.reading(kept_token, app_id=self._app_id)
            token = self._opened(kept)
            good = token if token != bad and kept.expires_at is not None and now < kept.expires_at else None
            if good is not None and kept.expires_at is not None and now < kept.expires_at - EARLY:
                self._known = (good, kept.expires_at)
                return good
            mine = await self._database.writing(
                claim_renewal, app_id=self._app_id, seen=kept.sealed, now=now, until=now + LEASE
            )
            if mine:
                return await self._fetch(before=token, bad=bad, good=good)
            if good is not None:  # somebody fetches the next one; this one lasts until then
                return good
            if now > deadline:
                raise WechatUnreachable("no access token: the program that fetches it does not answer")
            await asyncio.sleep(LOOK_EVERY)

    async def _fetch(self, *, before: str | None, bad: str | None, good: str | None) -> str:
        asked = self._clock()
        try:
            token, seconds = await self._ask(force=False)
            if token == bad and await self._may_demand(asked):
                token, seconds = await self._ask(force=True)
        except (WechatError, WechatUnreachable) as error:
            pause = self._clock() + LEASE if good is not None else None
            await self._database.writing(give_up_renewal, app_id=self._app_id, until=pause)
            if good is None:
                raise
            logger.warning("wechat_token_not_refreshed", why=str(error))
            return good
        expires_at = asked + timedelta(seconds=seconds)
        await self._database.writing(
            keep_token,
            app_id=self._app_id,
            sealed=self._vault.seal(token, context=self._context),
            expires_at=expires_at,
            renewing_until=asked + LEASE if token == before and token != bad else None,
        )
        self._known = (token, expires_at)
        logger.info("wechat_token_refreshed", seconds=seconds)
        return token

    async def _may_demand(self, now: datetime) -> bool:
        """Whether WeChat would give another token in place of this one; all programs share what it grants a day."""
        day_began = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        grant = await self._database.writing(claim_demand, app_id=self._app_id, now=now, day_began=day_began)
        if grant == "used up":
            again_at = (day_began + timedelta(days=1)).isoformat(timespec="minutes")
            logger.error("wechat_token_demands_used_up", a_day=DEMANDS_A_DAY, again_at=again_at)
        return grant == "granted"

    async def _ask(self, *, force: bool) -> tuple[str, int]:
        given = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        found = await self._api.ask("/cgi-bin/stable_token", {**given, "force_refresh": force})
        try:
            return str(found["access_token"]), int(found["expires_in"])
        except (KeyError, TypeError, ValueError) as error:
            raise WechatUnreachable("stable_token: not WeChat's words") from error

    def _opened(self, kept: Kept) -> str | None:
        try:
            return None if kept.sealed is None else self._vault.open(kept.sealed, context=self._context)
        except Unreadable:  # sealed with a key that is gone: a new token does as well
            return None

    @property
    def _context(self) -> str:
        return f"wechat token:{self._app_id}"
