"""Whatever goes wrong, nobody gets a message twice and nobody is forgotten. The workers are real processes."""

import asyncio
import signal
from datetime import UTC, datetime

from sqlalchemy import select

from db.broadcast_control import resume, send_again, send_unsure, unsure
from db.broadcast_tables import broadcast
from db.lanes import pause_lane
from db.tables import identity
from tests.delivery.town import until

IMPATIENT = {"bot.speakers.ANSWER_SECONDS": 0.3}


async def blocked_since(town, person):
    query = select(identity.c.blocked_at).where(identity.c.external_id == str(person.id))
    return await town.database.reading(lambda connection: connection.execute(query).scalar_one())


async def test_too_fast_once_the_lane_waits_and_what_is_urgent_comes_first(town, several):
    await town.grows(30)
    await town.has_staff()
    await town.is_told()
    town.telegram.fail_next("sendMessage", 429, retry_after=2)
    town.works(several)
    await until(town.is_paused)
    await town.writes_to_staff()
    assert town.sent == 0
    await town.comes_to("finished")
    assert town.got() == [1] * 30
    assert {row.attempts for row in await town.rows(state="sent")} == {1}
    refused, first, *_ = town.calls()
    assert (refused.code, first.code) == (429, 200)
    assert first.at - refused.at >= 2
    assert first.given["chat_id"] == town.boss.id


async def test_told_to_wait_for_hours_staff_know(town, several):
    await town.grows(10)
    await town.has_staff()
    await town.is_told()
    town.telegram.fail_next("sendMessage", 429, retry_after=10_000)
    town.works(several)
    await until(town.is_paused)
    await until(lambda: town.has_states({"queued": 10}))
    assert {row.attempts for row in await town.rows(kind="broadcast")} == {0}
    [told] = await town.rows(kind="lane_paused")
    assert 9_900 < ((await town.the_lane()).paused_until - datetime.now(UTC)).total_seconds() <= 10_000
    assert (told.state, told.data["lane"]) == ("queued", "telegram")
    again = {"name": "telegram", "seconds": 10_000, "reason": "again", "now": datetime.now(UTC)}
    await town.database.writing(pause_lane, **again)
    assert len(await town.rows(kind="lane_paused")) == 1


async def test_nobody_listens_yet_it_is_tried_again(town, several):
    await town.grows(20)
    await town.is_told()
    await town.telegram.hides()
    town.works(several)
    await until(lambda: town.log.count("channel_unreachable") >= 2 * several)
    await until(lambda: town.has_states({"queued": 20}))
    assert town.calls() == []
    await town.telegram.shows_up()
    await town.comes_to("finished")
    assert town.got() == [1] * 20
    assert {row.attempts for row in await town.rows()} == {1}


async def test_what_broke_under_way_is_in_doubt_and_sent_again_by_hand_only(town, several):
    await town.grows(12)
    await town.is_told()
    town.telegram.reset_next("sendMessage", "before")
    town.telegram.reset_next("sendMessage", "after")
    town.telegram.hang_next("sendMessage")
    town.telegram.fail_next("sendMessage", 502)
    town.works(several, patches=IMPATIENT)
    await town.comes_to("finished")
    assert await town.states() == {"sent": 8, "unsure": 4}
    assert sorted(town.got()) == [0] * 2 + [1] * 10
    doubtful = await town.database.reading(unsure, broadcast_id=town.broadcast)
    assert {one.reason for one in doubtful} == {"no_answer", "server_error"}
    assert await town.does(send_unsure, outbox_ids=[doubtful[0].id]) == 1
    await town.comes_to("finished")
    assert await town.states() == {"sent": 9, "unsure": 3}


async def test_who_blocked_the_bot_is_left_alone_until_they_write(town, several):
    await town.grows(5)
    town.people[2].blocks()
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert await town.states() == {"sent": 4, "blocked": 1}
    assert await blocked_since(town, town.people[2])
    calls = len(town.calls())
    await town.is_told("周日有灯会")
    await town.comes_to("finished")
    assert len(town.calls()) - calls == 4


async def test_a_chat_that_is_gone_fails_and_one_that_moved_is_followed(town, several):
    await town.grows(6)
    await town.is_told()
    town.telegram.fail_next("sendMessage", 400, "chat not found")
    elsewhere = town.telegram.person()
    town.telegram.fail_next("sendMessage", 400, "group chat was upgraded", moved_to=elsewhere.id)
    town.works(several)
    await town.comes_to("finished")
    assert await town.states() == {"sent": 5, "failed": 1}
    assert len(elsewhere.answers) == 1
    assert (await town.the_broadcast()).faults == 0
    await town.does(send_again)
    await town.comes_to("finished")
    assert await town.states() == {"sent": 6}
    assert sum(town.got()) == 5


async def test_the_same_error_again_and_again_pauses_the_broadcast(town, several):
    await town.grows(200)
    await town.has_staff()
    await town.is_told("长" * 5000)
    pids = town.works(several, per_second=30, broadcast_faults=5)
    await town.comes_to("paused")
    assert "too long" in (await town.the_broadcast()).reason
    await until(town.nothing_in_hand)
    failed = (await town.states())["failed"]
    assert 5 <= failed <= 60
    await until(lambda: town.boss.answers)
    assert "已自动暂停" in town.boss.answers[0].text
    assert max(town.got("长")) == 0
    await town.changes(broadcast, content={"zh": {"text": "周六有招聘会"}})
    for pid in pids:
        await town.ends(pid, signal.SIGTERM)
    town.works(several)
    await town.does(resume)
    await town.comes_to("finished")
    assert await town.states() == {"sent": 200 - failed, "failed": failed}
    await town.does(send_again)
    await town.comes_to("finished")
    assert town.got() == [1] * 200


async def test_a_refused_token_stops_the_lane_and_burns_nothing(town, several):
    await town.grows(10)
    await town.has_staff()
    await town.is_told()
    town.telegram.fail_next("sendMessage", 401, times=several)
    pids = town.works(several)
    await until(town.is_stopped)
    await until(lambda: town.has_states({"queued": 10}))
    assert {row.attempts for row in await town.rows(kind="broadcast")} == {0}
    assert len(await town.rows(kind="lane_stopped")) == 1
    assert "lane_stopped" in town.log
    for pid in pids:
        await town.ends(pid, signal.SIGTERM)
    town.telegram.forgive("sendMessage")
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [1] * 10


async def test_killed_in_the_middle_nobody_gets_it_twice(town, several, rounds):
    """A killed worker leaves what it had in hand in doubt, at most one wave; the others do not wait for that."""
    await town.grows(300 * rounds + 60)  # what is lost in doubt and what the others send meanwhile is much of it
    await town.is_told()
    town.telegram.latency = 0.05
    pids = town.works(several, per_second=100, timing={"lease": 1.5})
    for _ in range(rounds):
        before = town.sent
        await until(lambda before=before: town.sent > before + 20)
        await town.ends(pids.pop(0), signal.SIGKILL)
        killed = asyncio.get_running_loop().time()
        if several > 1:
            before = town.sent
            await until(lambda before=before: town.sent > before)
            assert asyncio.get_running_loop().time() - killed < 1
        pids += town.works(per_second=100, timing={"lease": 1.5})
    await town.comes_to("finished")
    states = await town.states()
    assert max(town.got()) == 1
    assert states["sent"] + states["unsure"] == len(town.people)
    assert states["unsure"] <= rounds * 100
    assert states["sent"] <= town.sent <= states["sent"] + states["unsure"]


async def test_stopped_in_the_middle_nothing_is_in_doubt(town, several, rounds):
    await town.grows(60 * rounds + 60)
    await town.is_told()
    town.telegram.latency = 0.05
    pids = town.works(several, per_second=100)
    for _ in range(rounds):
        before = town.sent
        await until(lambda before=before: town.sent > before + 20)
        assert await town.ends(pids.pop(0), signal.SIGTERM) == 0
        pids += town.works(per_second=100)
    await town.comes_to("finished")
    assert town.got() == [1] * len(town.people)
    assert await town.states() == {"sent": len(town.people)}


async def test_a_worker_that_stood_still_says_nothing_again_and_its_late_results_count(town, several):
    await town.grows(60)
    await town.is_told()
    town.telegram.latency = 0.2
    frozen, *_ = town.works(several, per_second=100, timing={"lease": 1.0})
    await until(lambda: town.sent > 15)
    town.freezes(frozen)
    if several > 1:
        await until(town.doubts)
    else:
        await asyncio.sleep(1.2)  # nobody else is there to notice
    town.thaws(frozen)
    await until(lambda: town.has_states({"sent": 60}))
    await town.comes_to("finished")
    assert town.got() == [1] * 60


async def test_the_database_goes_away_in_the_middle_and_comes_back(town, several, away_from):
    """What was sent meanwhile is written down then; nothing is said twice and nothing is in doubt."""
    await town.grows(120)
    await town.is_told()
    town.telegram.latency = 0.05
    town.works(several, per_second=100, patches={"db.database.BUSY_MS": 100})
    await until(lambda: town.sent > 20)
    async with away_from(town):
        await until(lambda: "results_wait_for_the_database" in town.log)
    await town.comes_to("finished")
    assert town.got() == [1] * 120
    assert await town.states() == {"sent": 120}
