"""A broadcast reaches WeChat's people by lists, each once, whatever goes wrong. The workers are real processes."""

import signal

import pytest

from db.broadcast_control import cancel, pause, resume, send_again
from db.broadcast_tables import broadcast
from db.expansion import expand, start_due
from db.outbox_tables import lane
from db.progress import progress
from tests.delivery.town import until
from tests.delivery.wechat_town import TEXTS


def words(given):
    return given["text"]["content"]


def start(connection, *, broadcast_id, now):
    start_due(connection, now=now)
    while expand(connection, now=now):
        pass


async def test_each_language_goes_by_lists_of_its_own_and_everybody_gets_it_once(wechat_town, several):
    town = wechat_town
    await town.grows(23)
    await town.grows(12, "en")
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    sizes = {"A job": [], "周六有": []}
    for given in town.api.mass.values():
        [start] = [one for one in sizes if words(given).startswith(one)]
        sizes[start].append(len(given["touser"]))
    assert {start: sorted(found) for start, found in sizes.items()} == {"A job": [2, 10], "周六有": [3, 10, 10]}
    english = {openid for given in town.api.mass.values() if "A job" in words(given) for openid in given["touser"]}
    assert english == {one.id for one in town.people if one.language == "en"}
    assert town.got() == [1] * 35
    assert await town.counted() == [1] * 35
    assert [row.state for row in await town.lists()] == ["sent"] * 5
    assert len(town.api.asked) == 5
    assert town.api.calls["custom/send"] == 0
    assert town.api.calls["stable_token"] == 1  # one token for all workers
    found = await town.database.reading(
        progress, broadcast_id=town.broadcast, now=(await town.the_broadcast()).finished_at
    )
    assert (found.states, found.reasons, found.recipients) == ({"sent": 35}, {}, 35)


async def test_one_worker_serves_telegram_and_wechat(town, wechat_town):
    await town.grows(3)
    await wechat_town.grows(3)
    wechat_town.broadcast = await town.is_told(content=TEXTS)
    wechat = {name: value for name, value in wechat_town.settings.items() if name.startswith(("wechat", "public"))}
    town.works(**wechat)
    await town.comes_to("finished")
    assert (town.got(), wechat_town.got()) == ([1] * 3, [1] * 3)
    assert len(wechat_town.api.mass) == 1


async def test_who_had_four_this_month_is_left_out_and_the_report_says_why(wechat_town, several):
    town = wechat_town
    await town.grows(8)
    await town.had_all(*town.people[:3])
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [0] * 3 + [1] * 5
    assert await town.why() == {("skipped", "mass_used_up"): 3, ("sent", None): 5}
    assert await town.counted() == [4] * 3 + [1] * 5


async def test_a_notice_reaches_also_those_who_had_four(wechat_town, several):
    """It is about what they booked."""
    town = wechat_town
    await town.grows(6)
    await town.had_all(*town.people[:2])
    await town.is_told()
    await town.does(start)
    await town.changes(broadcast, purpose="notice")
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [1] * 6
    assert (len(town.api.mass), town.api.calls["custom/send"]) == (1, 2)


async def test_one_alone_and_a_name_go_by_customer_service(wechat_town, several):
    town = wechat_town
    await town.grows(1)
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert (town.got(), town.api.mass, await town.counted()) == ([1], {}, [0])
    await town.grows(4)
    await town.is_told("{name}，周六有招聘会")
    await town.comes_to("finished")
    assert (town.got(), town.api.mass) == ([2, 1, 1, 1, 1], {})


async def test_the_last_one_of_a_list_goes_by_customer_service(wechat_town, several):
    town = wechat_town
    await town.grows(11)
    await town.is_told()
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [1] * 11
    assert (len(town.api.mass), town.api.calls["custom/send"]) == (1, 1)
    assert sorted(await town.counted()) == [0] + [1] * 10


async def test_killed_between_the_call_and_the_note_nobody_gets_it_twice(wechat_town, several, rounds):
    town = wechat_town
    await town.grows(10 * rounds + 25)
    await town.is_told()
    pids = []
    for number in range(1, rounds + 1):
        town.api.hang_next("mass/send")
        pids = town.works(timing={"lease": 1.0})
        await until(lambda number=number: len(town.api.mass) == number)
        await town.ends(pids[0], signal.SIGKILL)
    asked = len(town.api.asked)
    town.works(several, timing={"lease": 1.0})
    await town.comes_to("finished")
    assert town.got() == [1] * len(town.people)
    assert await town.states() == {"sent": len(town.people)}
    assert await town.counted() == [1] * len(town.people)
    assert len(town.api.asked) > asked
    by_name = {}
    for given in town.api.asked:
        assert by_name.setdefault(given["clientmsgid"], given["touser"]) == given["touser"]


@pytest.mark.parametrize("codes", [(45066,), (-1, -1), (45066, 45066, -1, -1)], ids=str)
async def test_what_may_be_under_way_is_tried_again_under_its_name(wechat_town, several, codes):
    town = wechat_town
    await town.grows(12)
    await town.is_told()
    town.api.fail_next("mass/send", *codes)
    town.works(several, a_list=100)
    await town.comes_to("finished")
    assert town.got() == [1] * 12
    assert [row.name for row in await town.lists()] == list(town.api.mass)
    assert await town.why() == {("sent", None): 12}
    assert (await town.the_lane()).paused_until is None


async def test_sent_already_counts_as_sent(wechat_town, several):
    town = wechat_town
    await town.grows(12)
    await town.is_told()
    town.api.fail_next("mass/send", 45065)
    town.works(several, a_list=100)
    await town.comes_to("finished")
    assert await town.why() == {("sent", None): 12}
    assert await town.counted() == [1] * 12
    assert [(row.state, row.message_id) for row in await town.lists()] == [("sent", 7)]


async def test_after_a_time_out_it_is_tried_again_and_arrives_once(wechat_town, several):
    town = wechat_town
    await town.grows(12)
    await town.is_told()
    for _ in range(2):
        town.api.hang_next("mass/send")
    town.works(several, a_list=100, patches={"bot.channels.wechat.client.TIMEOUT": 0.5})
    await town.comes_to("finished")
    assert town.got() == [1] * 12
    assert len(town.api.asked) == 3
    assert {tuple(given["touser"]) for given in town.api.asked} == {tuple(one.id for one in town.people)}
    assert await town.why() == {("sent", None): 12}


async def test_no_mass_sending_is_left_the_list_fails_and_all_else_goes_on(wechat_town, several):
    town = wechat_town
    await town.grows(12)
    await town.is_told()
    town.api.fail_next("mass/send", 45028)
    town.works(several, a_list=100)
    await town.comes_to("finished")
    assert await town.why() == {("failed", "no_mass_left"): 12}
    found = await town.the_lane()
    assert (found.paused_until, found.stopped) == (None, False)
    await town.does(send_again)
    await town.comes_to("finished")
    assert town.got() == [1] * 12
    assert [row.state for row in await town.lists()] == ["failed", "sent"]


@pytest.mark.parametrize("code", [45009, 48001])
async def test_trouble_of_the_whole_account_burns_nothing(wechat_town, several, code):
    town = wechat_town
    await town.grows(12)
    await town.is_told()
    town.api.fail_next("mass/send", code)
    pids = town.works(several, a_list=100)
    await until(town.is_paused if code == 45009 else town.is_stopped)
    await until(lambda: town.has_states({"queued": 12}))
    assert {(row.attempts, row.mass) for row in await town.rows()} == {(0, None)}
    for pid in pids:
        await town.ends(pid)
    await town.changes(lane, paused_until=None)
    town.works(several, a_list=100)
    await town.comes_to("finished")
    assert town.got() == [1] * 12


async def test_pause_and_cancel_hold_within_one_list(wechat_town, several):
    town = wechat_town
    await town.grows(100)
    await town.is_told()
    town.api.delay = 0.1
    town.works(several)
    await until(lambda: len(town.api.mass) == 2)
    await town.does(pause)
    before = len(town.api.mass)
    await until(town.nothing_in_hand)
    assert len(town.api.mass) <= before + several
    await town.does(resume)
    await until(lambda: len(town.api.mass) > before + several)
    await town.does(cancel)
    before = len(town.api.mass)
    await until(lambda: town.has_states({"sent": sum(town.got()), "skipped": 100 - sum(town.got())}))
    assert len(town.api.mass) <= before + several
    assert max(town.got()) == 1
    assert {row.reason for row in await town.rows(state="skipped")} == {"cancelled"}


async def test_cancelled_while_nobody_knows_whether_it_left_it_is_in_doubt(wechat_town):
    town = wechat_town
    await town.grows(5)
    await town.is_told()
    town.api.hang_next("mass/send")
    slow = {"bot.channels.wechat.client.TIMEOUT": 0.3, "bot.speakers.AGAIN_SECONDS": 20}
    town.works(patches=slow)
    await until(lambda: town.has_states({"queued": 5}) if town.api.mass else False)
    await town.does(cancel)
    await until(lambda: town.has_states({"unsure": 5}))
    assert town.got() == [1] * 5


async def test_the_database_goes_away_in_the_middle_and_comes_back(wechat_town, several, away_from):
    town = wechat_town
    await town.grows(60)
    await town.is_told()
    town.api.delay = 1.0
    town.works(several, patches={"db.database.BUSY_MS": 100})
    await until(lambda: town.api.calls["mass/send"] == 1)
    async with away_from(town):
        await until(lambda: "results_wait_for_the_database" in town.log)
        town.api.delay = 0.0
    await town.comes_to("finished")
    assert town.got() == [1] * 60
    assert await town.states() == {"sent": 60}
    assert await town.counted() == [1] * 60


async def test_stopped_in_the_middle_a_list_is_finished(wechat_town, several):
    town = wechat_town
    await town.grows(60)
    await town.is_told()
    town.api.delay = 0.2
    pids = town.works(several)
    await until(lambda: town.api.asked)
    for pid in pids:
        assert await town.ends(pid) == 0
    states = await town.states()
    assert set(states) <= {"sent", "queued"}
    assert states["sent"] == sum(town.got()) > 0
    town.works(several)
    await town.comes_to("finished")
    assert town.got() == [1] * 60
