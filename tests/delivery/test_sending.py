"""A broadcast reaches everybody once, in its pace, and can be stopped. The workers are real processes."""

import asyncio

from db.broadcast_control import cancel, pause, recall, resume
from db.broadcast_tables import broadcast
from db.progress import progress
from tests.delivery.town import most_in_a_second, until


async def test_everybody_gets_it_once_and_finished_is_true(town, several):
    await town.grows(60)
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [1] * 60
    found = await town.database.reading(
        progress, broadcast_id=town.broadcast, now=(await town.the_broadcast()).finished_at
    )
    assert (found.states, found.recipients, found.left) == ({"sent": 60}, 60, None)
    assert town.telegram.violations == []


async def test_the_pace_is_kept_by_all_workers_together(town, several):
    await town.grows(75)
    await town.is_told()
    town.works(several, per_second=25)
    await town.comes_to("finished")
    moments = [call.at for call in town.calls()]
    assert most_in_a_second(moments) <= 25 + 2 * several  # a busy machine is late now and then
    assert max(moments) - min(moments) < 75 / 25 * 1.2


async def test_what_a_person_waits_for_overtakes_within_a_second(town, several):
    await town.grows(100)
    await town.has_staff()
    await town.is_told()
    town.works(several, per_second=20)
    await until(lambda: town.sent > 10)
    moment = await town.writes_to_staff()
    await until(lambda: town.boss.answers)
    assert asyncio.get_running_loop().time() - moment < 1
    assert town.sent < 60


async def test_pause_and_cancel_hold_within_one_wave(town, several):
    await town.grows(200)
    await town.is_told()
    town.works(several, per_second=25)
    await until(lambda: town.sent > 10)
    await town.does(pause)
    before = town.sent
    await until(town.nothing_in_hand)
    assert town.sent - before <= 25 * several
    assert (await town.states())["queued"] == 200 - town.sent
    await town.does(resume)
    await until(lambda: town.sent > before + 30)
    await town.does(cancel)
    before = town.sent
    await until(town.nothing_in_hand)
    assert town.sent - before <= 25 * several
    await until(lambda: town.has_states({"sent": town.sent, "skipped": 200 - town.sent}))
    assert {row.reason for row in await town.rows(state="skipped")} == {"cancelled"}
    assert max(town.got()) == 1


async def test_who_stops_listening_meanwhile_is_skipped(town, several):
    await town.grows(80)
    await town.is_told()
    town.works(several, per_second=25)
    await until(lambda: town.sent > 5)
    await town.person_opts_out(town.people[-1])
    gone = await town.person_is_erased(town.people[-2])
    await town.grows(5)  # who comes later is not in it
    await town.comes_to("finished")
    assert town.got() == [1] * 78 + [0] * 7
    found = {row.user_id: (row.state, row.reason, row.data, row.chat) for row in await town.rows(state="skipped")}
    assert found.pop(gone) == ("skipped", "erased", {}, None)
    assert [fate[:2] for fate in found.values()] == [("skipped", "opted_out")]
    assert sum((await town.states()).values()) == 80


async def test_started_twice_and_expanded_again_it_is_one_message_each(town, several):
    await town.grows(30)
    await town.is_told()
    town.works(several, timing={"keep": 0.02})
    await town.comes_to("finished")
    await town.changes(broadcast, state="expanding", cursor=0)
    await town.comes_to("finished")
    assert town.got() == [1] * 30


async def test_after_its_end_it_is_not_said_any_more(town, several):
    await town.grows(20)
    await town.is_told(expires_at=town.ago(seconds=1))
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [0] * 20
    assert await town.states() == {"expired": 20}


async def test_what_was_sent_can_be_taken_back(town, several):
    await town.grows(20)
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert await town.does(recall) == 20
    await until(lambda: town.got() == [0] * 20)
    await until(lambda: town.recalled({"sent": 20}))


async def test_what_was_in_hand_when_it_was_taken_back_is_taken_back_too(town, several):
    await town.grows(60)
    await town.is_told()
    town.telegram.latency = 0.3
    town.works(several, per_second=30)
    await until(lambda: town.sent > 10)
    await town.does(recall)

    async def nothing_waits():
        return not await town.rows(state="queued") and not await town.rows(state="sending")

    await until(nothing_waits)
    assert town.got() == [0] * 60
    assert await town.recalled({"sent": len(await town.rows(kind="broadcast", state="sent"))})
