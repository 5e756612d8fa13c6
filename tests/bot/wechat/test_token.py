"""One access token for all programs: fetched by one of them, refreshed early, replaced when WeChat refuses it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.wechat.client import Api, Client
from bot.channels.wechat.errors import WechatAway, WechatError, WechatUnreachable
from bot.channels.wechat.token import AccessToken
from db import Database, DatabaseUnavailable
from db.vault import Vault, new_key, read_keys
from tests.stubs.wechat import WechatApi

VAULT = Vault(read_keys(new_key()))


@pytest.fixture
async def stub():
    async with WechatApi() as stub:
        yield stub


class Clock:
    def __init__(self):
        self.ahead = timedelta()
        self.at = None

    def __call__(self):
        return (self.at or datetime.now(UTC)) + self.ahead


@pytest.fixture
async def program(database_url, stub):
    """A program of its own: with its own connections to the database and to WeChat."""
    opened = []

    def start(clock=None, secret=None, vault=VAULT):
        database, api = Database(database_url), Api(stub.url)
        opened.append((database, api))
        token = AccessToken(
            database,
            vault,
            api,
            app_id=stub.account.app_id,
            secret=secret or stub.account.secret,
            clock=clock or Clock(),
        )
        return token, Client(api, token)

    yield start
    for database, api in opened:
        await api.close()
        await database.close()


def asked(stub):
    return stub.calls["stable_token"]


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_two_programs_under_load_ask_once(program, stub):
    stub.delay = 0.02
    tokens = [program()[0] for _ in range(2)]
    found = await asyncio.gather(*(tokens[number % 2].current() for number in range(40)))
    assert set(found) == set(stub.tokens)
    assert asked(stub) == 1


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_two_programs_refresh_early_and_ask_once(program, stub):
    clock = Clock()
    tokens = [program(clock)[0] for _ in range(2)]
    first = await tokens[0].current()
    assert await tokens[1].current() == first
    clock.ahead = timedelta(seconds=7200 - 240)  # four minutes before its end
    stub.replace_token()
    stub.delay = 0.05
    found = await asyncio.gather(*(tokens[number % 2].current() for number in range(20)))
    # The old one is good while one program fetches the next.
    assert set(found) <= {first, stub.tokens[-1]}
    assert await tokens[0].current() == await tokens[1].current() == stub.tokens[-1]
    assert asked(stub) == 2


async def test_when_refreshing_early_fails_the_old_one_goes_on(program, stub):
    clock = Clock()
    token, _ = program(clock)
    first = await token.current()
    clock.ahead = timedelta(seconds=7200 - 240)
    stub.fail_next("stable_token", -1, -1, -1)
    assert await token.current() == first
    assert await token.current() == first  # and it is not asked again at once
    assert asked(stub) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_replaced_once_and_the_call_tried_once_more(program, stub, code):
    _, client = program()
    stub.fail_next("getcallbackip", code)
    assert await client.call("/cgi-bin/getcallbackip") == {"ip_list": ["127.0.0.1"], "errcode": 0, "errmsg": "ok"}
    stub.fail_next("getcallbackip", code, code)
    with pytest.raises(WechatError) as refusal:
        await client.call("/cgi-bin/getcallbackip")
    assert refusal.value.code == code
    assert stub.calls["getcallbackip"] == 4


async def test_a_new_token_is_demanded_twice_a_minute_at_most(program, stub):
    """WeChat grants twenty a day, and half a minute apart."""
    clock = Clock()
    _, client = program(clock)
    stub.fail_next("getcallbackip", *[40001] * 8)
    for _ in range(3):
        with pytest.raises(WechatError):
            await client.call("/cgi-bin/getcallbackip")
    assert len(stub.tokens) == 2
    clock.ahead = timedelta(seconds=31)
    with pytest.raises(WechatError):
        await client.call("/cgi-bin/getcallbackip")
    assert len(stub.tokens) == 3
    await client.call("/cgi-bin/getcallbackip")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_programs_together_demand_no_more_than_wechat_grants_a_day(program, stub, log):
    clock = Clock()
    clients = [program(clock)[1] for _ in range(2)]
    for number in range(24):
        # Noon in Beijing, half a minute later each time.
        clock.at = datetime(2026, 12, 1, 4, tzinfo=UTC) + timedelta(seconds=31 * number)
        await refused(clients[number % 2], stub)
        await refused(clients[(number + 1) % 2], stub)  # too soon
    demanded = 20
    assert len(stub.tokens) == 1 + demanded
    complaints = log.of("wechat_token_demands_used_up")
    assert [line["level"] for line in complaints] == ["error"] * 4
    assert complaints[0]["again_at"] == "2026-12-02T00:00+08:00"
    clock.at = datetime(2026, 12, 1, 16, 0, 1, tzinfo=UTC)  # the next day there
    await clients[0].call("/cgi-bin/getcallbackip")
    clock.at += timedelta(seconds=31)
    stub.fail_next("getcallbackip", 40001)
    await clients[0].call("/cgi-bin/getcallbackip")
    assert len(stub.tokens) == 1 + demanded + 1


async def refused(client, stub):
    stub.fail_next("getcallbackip", 40001, 40001)
    with pytest.raises(WechatError):
        await client.call("/cgi-bin/getcallbackip")


async def test_a_token_that_another_program_made_worthless_is_fetched_anew_by_one(program, stub):
    programs = [program() for _ in range(2)]
    for _, client in programs:
        await client.call("/cgi-bin/getcallbackip")
    stub.replace_token()
    stub.delay = 0.01
    await asyncio.gather(*(client.call("/cgi-bin/getcallbackip") for _, client in programs * 10))
    assert asked(stub) == 2


async def test_a_wrong_secret_is_said_at_once_and_the_next_may_try(program, stub):
    token, _ = program(secret="wrong")
    with pytest.raises(WechatError) as refusal:
        await token.current()
    assert "app secret is wrong" in str(refusal.value)
    assert "wrong" not in str(refusal.value.given)
    assert await program()[0].current()


async def test_a_token_sealed_with_a_lost_key_is_fetched_anew(program, stub):
    await program()[0].current()
    other, _ = program(vault=Vault(read_keys(new_key())))
    assert await other.current() == stub.tokens[-1]
    assert asked(stub) == 2


async def test_a_server_that_is_not_there_is_named(program, stub):
    token, client = program()
    await token.current()
    await stub.__aexit__()
    with pytest.raises(WechatUnreachable):
        await client.call("/cgi-bin/getcallbackip")


async def test_a_busy_server_is_asked_once_more(program, stub, monkeypatch):
    monkeypatch.setattr("bot.channels.wechat.client.PAUSE", 0)
    _, client = program()
    stub.fail_next("getcallbackip", -1)
    await client.call("/cgi-bin/getcallbackip")
    stub.fail_next("getcallbackip", -1, -1)
    with pytest.raises(WechatError):
        await client.call("/cgi-bin/getcallbackip")


async def test_without_the_database_there_is_no_token_and_nothing_leaves(wechat_api):
    class Away:
        async def current(self):
            raise DatabaseUnavailable("away")

    async with Api(wechat_api.url) as api:
        with pytest.raises(WechatAway):
            await Client(api, Away()).call("/cgi-bin/message/mass/send", {})
    assert wechat_api.calls["mass/send"] == 0
