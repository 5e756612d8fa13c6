"""The running channel: the account's client, its session, and its addresses."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.routing import BaseRoute

from bot.channels.face import ChannelBot
from bot.channels.wechat.callback import Callback
from bot.channels.wechat.client import Api, Client
from bot.channels.wechat.codec import Key
from bot.channels.wechat.envelope import Envelope
from bot.channels.wechat.notices import Template
from bot.channels.wechat.page import Page
from bot.channels.wechat.service import Service
from bot.channels.wechat.session import NAME, WechatSession
from bot.channels.wechat.token import AccessToken
from bot.channels.wechat.turns import Turns
from bot.intake import Intake
from bot.people import People
from bot.settings import Settings
from db import Database
from db.codes import make_code
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
        tokens = _tokens(settings, database, vault, self._api)
        self._turns = Turns()
        self._vault = vault
        client = Client(self._api, tokens)
        self._service = Service(database, vault, client, site=settings.public_url, template=template_of(settings))
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
        page = Page(
            self._api,
            app_id=given.wechat_app_id,
            secret=given.wechat_app_secret.get_secret_value(),
            site=given.public_url,
            link=self._link,
        )
        return [*callback.routes(), *page.routes()]

    async def _link(self, account: str, shown: str) -> str | None:
        person = await self._people.find(NAME, account)
        if person is None:
            return None
        return await self._database.writing(
            make_code,
            vault=self._vault,
            kind="step",
            subject=shown or f"menu:{person.language}",
            user_id=person.user_id,
            now=datetime.now(UTC),
        )

    async def _forget_all(self, person: Person) -> None:
        gone = await self._database.writing(erase, user_id=person.user_id, now=datetime.now(UTC))
        await self._database.scrub()
        await self._forget(gone)

    async def close(self) -> None:
        """Close the connections to WeChat."""
        await self._api.close()


def template_of(settings: Settings) -> Template | None:
    """The template of notices, if one is set."""
    if not settings.wechat_template_id:
        return None
    consented = settings.wechat_template_kind == "subscription"
    return Template(settings.wechat_template_id, settings.wechat_template_fields, consented)


@asynccontextmanager
async def calling(settings: Settings, database: Database, vault: Vault) -> AsyncIterator[Client]:
    """Calls to WeChat from the command line, with the token that the running program uses."""
    async with Api(settings.wechat_api_base) as api:
        yield Client(api, _tokens(settings, database, vault, api))


def _tokens(settings: Settings, database: Database, vault: Vault, api: Api) -> AccessToken:
    return AccessToken(
        database, vault, api, app_id=settings.wechat_app_id, secret=settings.wechat_app_secret.get_secret_value()
    )
