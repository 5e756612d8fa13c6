"""Troubles that last: storms of refusals, a server that does not answer, wrong clocks, a channel switched off."""

import signal
import socket
from contextlib import contextmanager
from datetime import timedelta
from itertools import dropwhile, pairwise

import pytest

from bot.assembly import parts
from bot.channels.web import Web
from bot.delivering import delivering
from bot.settings import Settings
from bot.shelf import Shelf
from db.broadcast_control import resume
from db.lanes import STORM
from delivery import Timing
from tests.delivery.town import QUICK, most_in_a_second, until


async def test_while_the_lane_waits_nobody_calls_and_staff_know_of_the_storm(town, several):
    await town.grows(30)
    await town.has_staff()
    await town.is_told()
    town.telegram.latency = 0.05
    town.works(several, per_second=20)
    await until(lambda: town.sent > 5)
    town.telegram.fail_next("sendMessage", 429, retry_after=1, times=100)
    await until(lambda: town.has_told_staff("lane_paused"), within=60)
    town.telegram.relent("sendMessage")
    await town.comes_to("finished")
    await until(lambda: town.boss.answers)
    calls = sorted(town.calls(), key=lambda call: call.at)
    refused = [number for number, call in enumerate(calls) if call.code == 429]
    assert len(refused) >= STORM
    storm = pairwise(calls[refused[0] : refused[-1] + 2])
    # What was under way at the first refusal may still arrive; then all wait for as long as the last one said, and
    # each worker may try then.
    waits = list(dropwhile(lambda wait: wait < 1, (later.at - earlier.at for earlier, later in storm)))
    assert [wait for wait in waits if 0.4 < wait < 1] == []
    assert sum(wait >= 1 for wait in waits) >= STORM - 1
    assert town.got() == [1] * 30
    assert {row.attempts for row in await town.rows(kind="broadcast")} == {1}
    assert sum("渠道要求稍候" in message.text for message in town.boss.answers) == 1


@contextmanager
def deaf(port):
    """A server at which calls wait for ever to be put through."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.settimeout(0)
            caller.connect_ex(("127.0.0.1", port))
        yield
        for caller in waiting:
            caller.close()


async def test_nobody_is_put_through_it_is_tried_again_and_more_and_more_rarely(town, several):
    await town.grows(20)
    await town.is_told()
    await town.telegram.hides()
    port = int(town.telegram.url.rpartition(":")[2])
    with deaf(port):
        town.works(several, patches={"bot.channels.telegram.session.CONNECT_SECONDS": 0.2})
        await until(lambda: town.log.count("channel_unreachable") >= 3 * several)
        await until(lambda: town.has_states({"queued": 20}))
        assert {row.attempts for row in await town.rows()} == {0}
        assert all(f'"next_try_seconds": {rest}' in town.log for rest in (0.25, 0.5, 1.0))
    await town.telegram.shows_up()
    await town.comes_to("finished")
    assert town.got() == [1] * 20
    assert {row.attempts for row in await town.rows()} == {1}


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_makes_neither_a_burst_nor_a_stall(town, several, hours, tmp_path):
    """One machine's: on PostgreSQL it does not count, because all go by the database's."""
    await town.grows(75)
    await town.is_told()
    wrong = [tmp_path / f"wrong{number}" for number in range(several)]
    for file in wrong:
        file.write_text("0")
        town.works(per_second=25, clock=str(file))
    await until(lambda: town.sent > 15)
    wrong[0].write_text(str(3600 * hours))
    await town.comes_to("finished")
    moments = [call.at for call in town.calls()]
    assert most_in_a_second(moments) <= 25 + 2 * several
    assert max(moments) - min(moments) < 75 / 25 * 1.3
    assert town.got() == [1] * 75


async def test_a_channel_that_is_switched_off_leaves_no_broadcast_sending_for_ever(town, monkeypatch):
    """Telegram's token is taken out and the program started again; later it is put in again."""
    await town.grows(40)
    await town.has_staff()
    await town.is_told()
    [pid] = town.works(per_second=10)
    await until(lambda: town.sent > 5)
    await town.ends(pid, signal.SIGTERM)
    sent = town.sent
    monkeypatch.setattr("delivery.worker.SERVED_EVERY", timedelta(seconds=0.1))
    monkeypatch.setattr("db.unserved.SILENCE", timedelta(seconds=1))
    settings = Settings(_env_file=None, **{**town.settings, "telegram_token": "", "quiet_hours": "off"})
    shelf = Shelf(settings.pack_folder, settings.cache_folder, settings.thresholds)
    async with parts(settings, shelf) as shared:
        page = Web(shared.database, shared.people, shared.vault)
        async with delivering(shared, [page.bot], Timing(**QUICK)):
            await town.comes_to("paused")
    assert (await town.the_broadcast()).reason == "channel_off"
    assert await town.states() == {"sent": sent, "queued": 40 - sent}
    [told] = await town.rows(kind="broadcast_paused")
    assert told.data["fault"] == "channel_off"
    town.works()
    await until(lambda: town.boss.answers)
    assert "已经关掉的渠道上" in town.boss.answers[0].text
    [key] = town.boss.answers[0].buttons  # which leads to where it can be resumed
    assert key["callback_data"] == f"bcrun:zh:{town.broadcast}"
    await town.does(resume)
    await town.comes_to("finished")
    assert town.got() == [1] * 40
    assert {row.attempts for row in await town.rows(kind="broadcast")} == {1}
