"""A list of people is put together once, and stays what it is until it is known what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from db.broadcast_control import cancel, send_again, skip_cancelled
from db.broadcast_tables import broadcast, subscription
from db.delivering import claim_wave
from db.expansion import expand, start_due
from db.lanes import open_lane
from db.outcomes import GIVEN_BACK, Outcome, give_back_unknown, release_expired
from db.tables import identity, message, user
from db.wechat_lists import KNOWN_FOR, accounts_of, write_told
from db.wechat_quota import month_figure
from tests.db.conftest import NOON
from tests.db.crowd import LEASE
from tests.db.wechat_office import Office, opened_office

AGAIN = Outcome("queued", "no_answer", wait=20)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(database):
    return await opened_office(database)


async def test_a_list_is_one_message_and_takes_the_places_of_a_second(office):
    await office.tells()
    [one] = await office.claims()
    assert one.mass == f"broadcast{office.number}-20261124120000-1"
    assert await office.database.reading(accounts_of, name=one.mass) == [f"o{number}" for number in range(6)]
    assert {(row.state, row.worker, row.mass, row.attempts) for row in await office.rows()} == {
        ("sending", 1, one.mass, 1)
    }
    second = {"lane": "wechat", "worker": 2, "room": 5, "lease": LEASE, "night": False, "weekly": 0, "now": NOON}
    wave = await office.database.writing(claim_wave, **second)
    assert wave.first == NOON + timedelta(seconds=1)


async def test_four_a_month_and_the_fifth_is_left_out(office):
    for number in range(5):
        await office.tells()
        claimed = await office.claims(now=NOON + number * MINUTE)
        for one in claimed:
            await office.writes(one, Outcome("sent", sent_as="7"), now=NOON + number * MINUTE)
    assert claimed == ()
    assert (await office.states())[-6:] == [("skipped", "mass_used_up")] * 6
    figure = await office.database.reading(month_figure, month="2026-11")
    assert (figure.sent, figure.left) == (4, {0: 6})
    await office.tells()
    next_month = NOON + timedelta(days=31)
    [one] = await office.claims(now=next_month)
    await office.writes(one, Outcome("sent"), now=next_month)
    assert (await office.database.reading(month_figure, month="2026-12")).left == {3: 6}


async def test_who_was_told_enough_this_week_is_left_out(office):
    await office.tells()
    [one] = await office.claims(weekly=1)
    await office.writes(one, Outcome("sent", sent_as="7"))
    await office.tells()
    assert await office.claims(weekly=1, now=NOON + MINUTE) == ()
    assert (await office.states())[-6:] == [("skipped", "enough_this_week")] * 6


async def test_the_figure_of_a_broadcast_is_that_of_its_audience(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, Outcome("sent"))
    await office.opts_out(0)
    query = select(broadcast).where(broadcast.c.id == office.number)
    row = await office.database.reading(lambda connection: connection.execute(query).one())
    found = await office.database.reading(month_figure, month="2026-11", broadcast=row)
    assert (found.sent, found.left) == (1, {3: 5})


async def test_a_late_result_of_somebody_else_changes_nothing(office):
    await office.tells()
    [one] = await office.claims()
    assert await office.database.writing(release_expired, now=NOON + LEASE) == 6
    [again] = await office.claims(worker=2, now=NOON + LEASE)
    assert (again.mass, again.attempts) == (one.mass, 2)
    await office.writes(one, Outcome("failed", "late"), now=NOON + LEASE)
    assert {row.state for row in await office.rows()} == {"sending"}
    await office.writes(again, Outcome("sent"), worker=2, now=NOON + LEASE)
    await office.writes(again, Outcome("sent"), worker=2, now=NOON + LEASE)
    assert (await office.database.reading(month_figure, month="2026-11")).left == {3: 6}


async def test_what_is_not_known_to_have_left_stays_together_and_waits_a_moment(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, AGAIN)
    assert await office.claims(now=NOON + timedelta(seconds=19)) == ()
    [again] = await office.claims(now=NOON + timedelta(seconds=21))
    assert (again.mass, again.attempts) == (one.mass, 2)
    # Nothing left by the second try: what became of the first one is still not known.
    await office.writes(again, GIVEN_BACK, now=NOON + MINUTE)
    [third] = await office.claims(now=NOON + MINUTE)
    assert (third.mass, third.attempts) == (one.mass, 2)


async def test_what_has_certainly_not_left_is_put_together_anew(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, GIVEN_BACK)
    assert {(row.state, row.mass, row.attempts) for row in await office.rows()} == {("queued", None, 0)}
    await office.opts_out(5)
    [again] = await office.claims(now=NOON + MINUTE)
    assert again.mass.endswith("-2")
    assert len(await office.database.reading(accounts_of, name=again.mass)) == 5
    assert (await office.states())[5] == ("skipped", "opted_out")


async def test_who_leaves_a_list_that_may_have_arrived_is_in_doubt(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, AGAIN)
    await office.opts_out(2)
    [again] = await office.claims(now=NOON + MINUTE)
    assert again.mass == one.mass
    assert (await office.states())[2] == ("unsure", "no_answer")
    assert len(await office.database.reading(accounts_of, name=one.mass)) == 5
    await office.writes(again, Outcome("sent"), now=NOON + MINUTE)
    assert [state for state, _ in await office.states()] == ["sent"] * 2 + ["unsure"] + ["sent"] * 3


async def test_when_wechat_has_forgotten_the_name_it_is_not_tried_again(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, AGAIN)
    assert await office.claims(now=NOON + KNOWN_FOR) == ()
    assert await office.states() == [("unsure", "no_answer")] * 6


async def test_cancelled_what_may_have_arrived_is_in_doubt(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, AGAIN)
    await office.database.writing(cancel, broadcast_id=office.number, now=NOON)
    await office.database.writing(skip_cancelled, now=NOON)
    assert await office.states() == [("unsure", "no_answer")] * 6


async def test_the_failed_go_by_another_name(office):
    await office.tells()
    [one] = await office.claims()
    await office.writes(one, Outcome("failed", "no_mass_left", general=True))
    assert await office.database.writing(send_again, broadcast_id=office.number, now=NOON) == 6
    [again] = await office.claims(now=NOON + MINUTE)
    assert (again.mass != one.mass, again.attempts) == (True, 1)


async def test_what_was_claimed_while_the_database_went_away_is_given_back_but_for_lists_at_work(office):
    await office.tells()
    [one] = await office.claims()
    given = {"worker": 1, "lane": "wechat", "now": NOON}
    assert await office.database.writing(give_back_unknown, known={one.id}, **given) == 0
    assert await office.database.writing(give_back_unknown, known=set(), **given) == 6
    assert {(row.state, row.mass, row.attempts) for row in await office.rows()} == {("queued", None, 0)}


async def test_other_languages_and_other_broadcasts_do_not_go_with_a_list(office):
    def another_language(connection):
        connection.execute(update(user).where(user.c.id.in_(office.followers[:2])).values(language="en"))

    await office.database.writing(another_language)
    await office.tells()
    [one] = await office.claims(languages=["zh"])
    assert len(await office.database.reading(accounts_of, name=one.mass)) == 4
    two = await office.claims(languages=["zh"], now=NOON + MINUTE)
    assert [(claimed.mass, claimed.language) for claimed in two] == [(None, "en")] * 2
    await office.tells()
    assert await office.claims(number=office.number + 1, now=NOON + 2 * MINUTE) == ()


async def test_one_alone_is_told_alone_and_once(office):
    await office.tells()
    for person in range(1, 6):
        await office.opts_out(person)
    [one] = await office.claims()
    assert (one.mass, one.user_id) == (None, office.followers[0])


async def test_it_stands_once_in_the_history_of_each(office):
    await office.tells()
    [one] = await office.claims()
    for _ in range(2):
        await office.database.writing(write_told, name=one.mass, body={"text": "周六有活动"}, now=NOON)
    query = select(message.c.identity_id, message.c.body, message.c.author)
    rows = await office.database.reading(lambda connection: connection.execute(query).all())
    assert sorted(row.identity_id for row in rows) == sorted(row.chat for row in await office.rows())
    assert {(row.body["text"], row.author) for row in rows} == {("周六有活动", "bot")}


def go_out(connection):
    connection.execute(update(broadcast).values(state="scheduled"))
    start_due(connection, now=NOON)
    while expand(connection, now=NOON):
        pass


async def test_a_list_of_ten_thousand_is_one_message(database):
    def many(connection):
        users = connection.execute(
            user.insert().returning(user.c.id), [{"language": "zh", "created_at": NOON}] * 10_003
        ).scalars()
        rows = [
            {"channel": "wechat", "external_id": f"o{number:026}", "user_id": number, "created_at": NOON}
            for number in users
        ]
        connection.execute(identity.insert(), rows)
        wishes = [{"user_id": row["user_id"], "topic": "events", "channel": "wechat", "at": NOON} for row in rows]
        connection.execute(subscription.insert(), wishes)
        open_lane(connection, name="wechat", per_second=5, now=NOON)

    await database.writing(many)
    office = Office(database, ())
    await office.tells(state="draft")
    await database.writing(go_out)
    sizes = []
    for minute in range(2):
        now = NOON + minute * MINUTE
        [one] = await office.claims(now=now)
        accounts = await database.reading(accounts_of, name=one.mass)
        sizes.append(len(accounts))
        await database.writing(write_told, name=one.mass, body={"text": "…"}, now=now)
        await office.writes(one, Outcome("sent", sent_as="7"), now=now)
    assert sizes == [10_000, 3]
    assert (await database.reading(month_figure, month="2026-11")).left == {3: 10_003}
    count = select(func.count()).select_from(message)
    assert await database.reading(lambda connection: connection.execute(count).scalar_one()) == 10_003
