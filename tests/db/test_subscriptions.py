"""Who wants to hear about what."""

from db.broadcast_tables import subscription
from db.personal_tables import audit
from db.subscriptions import subscribe, topics_of, unsubscribe
from tests.db.broadcast_office import Press
from tests.db.conftest import NOON


async def rows(database, table):
    return await database.reading(lambda connection: connection.execute(table.select()).all())


async def test_asking_twice_is_one_subscription_with_the_first_channel_and_time(database):
    her = await Press(database).meets("she")
    given = {"user_id": her, "topics": ["activities", "activities", "policies"], "now": NOON}
    assert await database.writing(subscribe, channel="web", **given) == 2
    assert await database.writing(subscribe, channel="telegram", **given) == 0
    assert {(row.topic, row.channel, row.at) for row in await rows(database, subscription)} == {
        ("activities", "web", NOON),
        ("policies", "web", NOON),
    }
    assert [row.details for row in await rows(database, audit)] == ["web: activities, policies"]


async def test_one_topic_or_all_are_stopped_and_only_hers(database):
    press = Press(database)
    her, his = await press.reader("she", "activities", "policies"), await press.reader("he")
    assert await database.writing(unsubscribe, user_id=her, topic="policies", channel="web", now=NOON) == 1
    assert await database.reading(topics_of, user_id=her) == ["activities"]
    assert await database.writing(unsubscribe, user_id=her, channel="web", now=NOON) == 1
    assert await database.writing(unsubscribe, user_id=her, channel="web", now=NOON) == 0
    assert await database.reading(topics_of, user_id=his) == ["activities"]


async def test_no_topic_is_nothing(database):
    her = await Press(database).meets("she")
    assert await database.writing(subscribe, user_id=her, topics=[], channel="web", now=NOON) == 0
