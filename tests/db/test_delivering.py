"""A wave is what is due, looked at once more, with evenly spaced places; whatever clocks say."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from db import intake
from db.booking_tables import registration
from db.broadcast_control import pause, resume, unsure
from db.broadcast_tables import broadcast, subscription
from db.broadcasts import WrongState
from db.delivering import claim_wave
from db.intake import Arrival
from db.lanes import open_lane
from db.outbox_tables import lane, outbox
from db.outcomes import GIVEN_BACK, Outcome, give_back_unknown, release_expired
from db.people import recognise
from db.tables import identity
from db.wechat import note_unreachable
from delivery import Night
from tests.db.conftest import NOON
from tests.db.crowd import LEASE, claimed, told, written
from tests.db.offers import an_offering
from tests.db.office import Office

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


async def states(database):
    query = select(outbox.c.state)
    return sorted(await database.reading(lambda connection: connection.execute(query).scalars().all()))


async def test_places_are_evenly_spaced_and_no_more_are_given_away_than_for_a_moment(crowd, database):
    await told(database)
    first, second, third = [await claimed(database) for _ in range(3)]
    assert [len(wave.messages) for wave in (first, second, third)] == [4, 4, 0]
    assert (first.first, second.first, first.gap) == (NOON, NOON + SECOND * 0.4, 0.1)
    later = await claimed(database, now=NOON + SECOND)
    assert (later.first, len(later.messages)) == (NOON + SECOND, 4)
    chats = [message.chat for wave in (first, second, later) for message in wave.messages]
    assert chats == crowd[:12]


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
async def test_a_clock_that_jumps_makes_no_burst_and_no_stall(crowd, database, jump):
    await told(database)
    await claimed(database)
    wave = await claimed(database, now=NOON + jump)
    assert (wave.first, len(wave.messages), wave.gap) == (NOON + jump, 4, 0.1)
    wave = await claimed(database, now=NOON + jump + SECOND * 0.5)
    assert wave.first == NOON + jump + SECOND * 0.5


async def test_at_night_only_what_is_urgent_goes_out(crowd, database):
    await told(database)
    assert (await claimed(database, night=True)).messages == ()
    urgent = await told(database, urgent=True)
    wave = await claimed(database, night=True)
    assert {message.broadcast_id for message in wave.messages} == {urgent}


@pytest.mark.parametrize(("clock", "is_night"), [("20:59", False), ("21:00", True), ("07:59", True), ("08:00", False)])
def test_night_is_on_the_citys_clock(clock, is_night):
    there = NOON.astimezone(ZoneInfo("Asia/Shanghai"))
    hours, minutes = map(int, clock.split(":"))
    night = Night(time(21), time(8), ZoneInfo("Asia/Shanghai"))
    assert night.is_at(there.replace(hour=hours, minute=minutes)) == is_night
    assert not Night(time(), time(), ZoneInfo("Asia/Shanghai")).is_at(there)


async def test_in_one_chat_there_is_a_breath_between_two_messages(crowd, database):
    first = await told(database)
    second = await told(database)
    spoken_to = {message.chat for message in (await claimed(database)).messages}
    await database.writing(pause, broadcast_id=first, now=NOON)
    wave = await claimed(database, now=NOON + SECOND / 2)
    assert (wave.messages, wave.more) == ((), True)
    assert not spoken_to & {message.chat for message in (await claimed(database, now=NOON + SECOND / 2)).messages}
    wave = await claimed(database, now=NOON + 2 * SECOND)
    assert {(message.chat, message.broadcast_id) for message in wave.messages} == {
        (chat, second) for chat in crowd[8:12]
    }


async def test_a_paused_broadcast_is_not_in_the_way_of_another(crowd, database):
    first = await told(database)
    second = await told(database)
    await database.writing(pause, broadcast_id=first, now=NOON)
    with pytest.raises(WrongState, match="paused"):
        await database.writing(pause, broadcast_id=first, now=NOON)
    assert {message.broadcast_id for message in (await claimed(database)).messages} == {second}
    await database.writing(resume, broadcast_id=first, now=NOON)
    assert {message.broadcast_id for message in (await claimed(database, now=NOON + 2 * SECOND)).messages} == {first}


async def test_a_late_result_counts_and_what_was_not_begun_is_free_again(crowd, database):
    number = await told(database)
    sent, not_begun, third, _ = (await claimed(database)).messages
    assert await database.writing(release_expired, now=NOON + LEASE - SECOND) == 0
    assert await database.writing(release_expired, now=NOON + LEASE) == 4
    assert len(await database.reading(unsure, broadcast_id=number)) == 4
    await written(database, (sent, Outcome("sent", sent_as="7")), (not_begun, GIVEN_BACK), now=NOON + LEASE)
    await written(database, (sent, Outcome("failed")))
    await written(database, (third, Outcome("failed")), worker=2)
    assert await states(database) == ["queued"] * 27 + ["sent"] + ["unsure"] * 2


@pytest.fixture
async def followers(database):
    """Two people on WeChat, the first of whom follows no more since the broadcast was made."""

    def write(connection):
        found = [
            recognise(connection, channel="wechat", external_id=name, language="zh", now=NOON) for name in ("oA", "oB")
        ]
        for person in found:
            wish = {"user_id": person.user_id, "topic": "events", "channel": "wechat", "at": NOON}
            connection.execute(subscription.insert(), wish)
        open_lane(connection, name="wechat", per_second=10, now=NOON)
        return [person.identity_id for person in found]

    gone, here = await database.writing(write)
    await told(database)
    await database.writing(note_unreachable, identity_id=gone, now=NOON)
    return gone, here


async def test_on_wechat_who_follows_no_more_is_left_out_and_a_lost_worker_leaves_doubt(followers, database):
    wave = await database.writing(
        claim_wave, lane="wechat", worker=1, room=50, lease=LEASE, night=False, weekly=0, now=NOON + SECOND
    )
    assert [message.chat for message in wave.messages] == [followers[1]]
    assert await states(database) == ["blocked", "sending"]
    assert await database.writing(release_expired, now=NOON + SECOND + LEASE) == 1
    assert await states(database) == ["blocked", "unsure"]


async def test_what_a_worker_does_not_know_to_be_in_its_hand_is_free_again(crowd, database):
    await told(database)
    one, *others = (await claimed(database)).messages
    await claimed(database, worker=2)
    found = await database.writing(give_back_unknown, worker=1, lane="telegram", known={one.id}, now=NOON)
    assert found == len(others)
    assert (await states(database)).count("sending") == 5


async def test_what_its_worker_wrote_down_as_in_doubt_is_not_free_again(crowd, database):
    await told(database)
    one, *_ = (await claimed(database)).messages
    await written(database, (one, Outcome("unsure", "no_answer")))
    known = {"worker": 1, "lane": "telegram", "known": set(), "now": NOON}
    assert await database.writing(give_back_unknown, **known) == 3
    await claimed(database, now=NOON + SECOND)
    assert await database.writing(release_expired, now=NOON + SECOND + LEASE) == 4
    assert await database.writing(give_back_unknown, **known) == 4
    assert (await states(database)).count("unsure") == 1


async def test_the_same_fault_in_a_row_pauses_and_what_succeeds_between_does_not(crowd, database):
    number = await told(database)
    bad = Outcome("failed", "can't parse", general=True)
    for round_ in range(3):
        wave = await claimed(database, now=NOON + SECOND * round_)
        outcomes = [bad, bad, Outcome("blocked", "blocked"), bad if round_ else Outcome("sent")]
        paused = await written(database, *zip(wave.messages, outcomes, strict=True), most=5)
        assert paused == ([number] if round_ == 2 else [])
    found = await database.reading(lambda connection: connection.execute(select(broadcast)).one())
    assert (found.state, found.reason) == ("paused", "can't parse")


async def test_who_blocked_us_can_be_reached_again_once_they_write(crowd, database):
    await told(database)
    [one, *_] = (await claimed(database)).messages
    await written(database, (one, Outcome("blocked", "blocked by the user")))
    gone = select(identity.c.external_id).where(identity.c.blocked_at.is_not(None))
    assert await database.reading(lambda connection: connection.execute(gone).scalars().all()) == [str(one.chat)]
    await told(database)
    wave = await claimed(database, now=NOON + 5 * SECOND)
    assert one.chat not in {message.chat for message in wave.messages}
    arrival = Arrival(channel="telegram", key="1", chat=one.chat, payload={"message": {}})
    await database.writing(intake.record, arrivals=[arrival], worker=1, now=NOON)
    assert await database.reading(lambda connection: connection.execute(gone).scalars().all()) == []


async def test_a_reminder_of_a_booking_that_is_no_more_is_skipped(database):
    office = Office(database)
    await office.offers(an_offering())
    made = await office.registers("ann")
    await database.writing(lambda c: c.execute(update(registration).values(status="no_show", until=None)))
    await database.writing(lambda c: c.execute(update(registration).values(status="transferred")))
    await database.writing(open_lane, name="web", per_second=10, now=NOON)
    await database.writing(lambda c: c.execute(update(outbox).values(lane="web", chat=1, due_at=NOON)))
    wave = await database.writing(
        claim_wave, lane="web", worker=1, room=9, lease=LEASE, night=False, weekly=0, now=NOON + SECOND
    )
    assert wave.messages == ()
    assert {(row.state, row.reason) for row in (await office.said()).values()} == {("skipped", "booking_over")}
    assert made.id


async def test_a_lane_that_is_paused_or_stopped_gives_nothing(crowd, database):
    await told(database)
    await database.writing(lambda c: c.execute(update(lane).values(paused_until=NOON + SECOND)))
    assert (await claimed(database)).messages == ()
    assert (await claimed(database, now=NOON + SECOND)).messages
    await database.writing(lambda c: c.execute(update(lane).values(stopped=True)))
    assert (await claimed(database, now=NOON + 9 * SECOND)).messages == ()
