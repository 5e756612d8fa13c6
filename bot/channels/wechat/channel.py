"""The running channel: the account's client, its session, and its addresses."""

from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

from starlette.routing import BaseRoute

from bot.channels.face import ChannelBot
from bot.channels.wechat.callback import Callback
from bot.channels.wechat.client import Api, Client
from bot.channels.wechat.codec import Key
from bot.channels.wechat.envelope import Envelope
from bot.channels.wechat.service import Service
from bot.channels.wechat.session import NAME, WechatSession
from bot.channels.wechat.token import AccessToken
from bot.channels.wechat.turns import Turns
from bot.intake import Intake
from bot.people import People
from bot.settings import Settings
from db import Database
from db.own_data import erase
from db.people import Person
from db.vault import Vault

ForgetAll = Callable[[Collection[int]], Awaitable[None]]


class Wechat:
    """The official account. `forget` makes the program forget people of whom everything was deleted."""

    def __init__(self, settings: Settings, database: Database, people: People, vault: Vault, forget: ForgetAll) -> None:
        self._settings = settings
        self._database = database
        self._people = people
        self._forget = forget
        self._api = Api(settings.wechat_api_base)
        tokens = AccessToken(
            database,
            vault,
            self._api,
            app_id=settings.wechat_app_id,
            secret=settings.wechat_app_secret.get_secret_value(),
        )
        self._turns = Turns()
        self._service = Service(database, vault, Client(self._api, tokens), site=settings.public_url)
        people.when_forgotten.append(self._service.forget)
        self.bot = ChannelBot(NAME, WechatSession(database, vault, self._service, self._turns))

    def routes(self, intake: Intake) -> list[BaseRoute]:
        """``/wechat``."""
        given = self._settings
        keys = [
            Key(letters, given.wechat_app_id)
            for one in (given.wechat_aes_key, given.wechat_aes_key_previous)
            if (letters := one.get_secret_value())
        ]
        callback = Callback(
            intake,
            envelope=Envelope(given.wechat_token.get_secret_value(), keys, given.wechat_mode),
            database=self._database,
            people=self._people,
            service=self._service,
            turns=self._turns,
            forget=self._forget_all,
        )
        return [*callback.routes()]

    async def _forget_all(self, person: Person) -> None:
        gone = await self._database.writing(erase, user_id=person.user_id, now=datetime.now(UTC))
        await self._database.scrub()
        await self._forget(gone)

    async def close(self) -> None:
        """Close the connections to WeChat."""
        await self._api.close()
