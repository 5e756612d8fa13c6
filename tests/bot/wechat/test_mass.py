"""Mass sendings: four a month for each follower, each made once, and the figure that staff see."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.wechat.errors import WechatError
from bot.channels.wechat.mass import TooFew, mass_send
from db.tables import identity, user
from db.wechat_quota import month_figure
from tests.bot.wechat.conftest import NOON, people


async def test_a_mass_sending_counts_for_each_and_the_fifth_is_not_sent(client, database, wechat_api):
    everybody = await people(database, wechat_api, 3)
    for number in range(4):
        assert await send(client, database, f"news{number}", everybody) == 3
    assert (await database.reading(month_figure, month="2026-12")).left == {0: 3}
    late = await people(database, wechat_api, 5)
    assert await send(client, database, "news4", late) == 2
    assert wechat_api.mass["news4"]["touser"] == ["oFollower00003", "oFollower00004"]
    assert await send(client, database, "news5", everybody) == 0
    figure = await database.reading(month_figure, month="2026-12")
    assert (figure.sent, figure.left) == (5, {3: 2, 0: 3})
    assert await send(client, database, "news6", everybody, now=NOON + timedelta(days=31)) == 3


async def send(client, database, name, identities, *, now=NOON):
    return await mass_send(client, database, name=name, identities=identities, text="人才周开始了", now=now)


async def test_a_mass_sending_is_made_once_however_often_it_is_tried(client, database, wechat_api):
    everybody = await people(database, wechat_api, 2)
    wechat_api.fail_next("mass/send", 45066)
    with pytest.raises(WechatError) as refusal:
        await send(client, database, "news", everybody)
    assert refusal.value.cure == "soon"
    assert await send(client, database, "news", everybody) == 2
    assert await send(client, database, "news", everybody) == 0
    assert (await database.reading(month_figure, month="2026-12")).left == {3: 2}

    wechat_api.mass["lost"] = {}  # it arrived, and the program was killed before it knew
    assert await send(client, database, "lost", everybody) == 2
    figure = await database.reading(month_figure, month="2026-12")
    assert (figure.sent, figure.left) == (2, {2: 2})


@pytest.mark.parametrize("code", [45009, 45028, 48001])
async def test_a_mass_sending_that_is_refused_does_not_count(client, database, wechat_api, code):
    everybody = await people(database, wechat_api, 2)
    wechat_api.fail_next("mass/send", code)
    with pytest.raises(WechatError):
        await send(client, database, "news", everybody)
    figure = await database.reading(month_figure, month="2026-12")
    assert (figure.sent, figure.left) == (0, {4: 2})
    assert await send(client, database, "news", everybody) == 2


async def test_one_alone_gets_no_mass_sending(client, database, wechat_api):
    [one] = await people(database, wechat_api, 1)
    with pytest.raises(TooFew):
        await send(client, database, "news", [one])
    with pytest.raises(ValueError, match="10000"):
        await send(client, database, "news", range(10_001))
    assert wechat_api.calls["mass/send"] == 0


async def test_wechat_reports_how_many_it_reached(she, phone, app, client, database, wechat_api):
    await send(client, database, "news", await people(database, wechat_api, 2))
    report = {"MsgID": "7", "Status": "send success", "TotalCount": 2, "FilterCount": 2, "SentCount": 1}
    assert await phone.event("MASSSENDJOBFINISH", **report) is None
    [row] = await app.rows("wechat_mass")
    assert (row["state"], row["recipients"], row["reached"]) == ("sent", 2, 1)


async def test_ten_thousand_at_once(client, database, wechat_api):
    def many(connection):
        users = connection.execute(
            user.insert().returning(user.c.id), [{"language": "zh", "created_at": NOON}] * 10_000
        ).scalars()
        rows = [
            {"channel": "wechat", "external_id": f"o{number:026}", "user_id": number, "created_at": NOON}
            for number in users
        ]
        connection.execute(identity.insert(), rows)
        return connection.execute(select(identity.c.id)).scalars().all()

    everybody = await database.writing(many)
    assert await send(client, database, "news", everybody) == 10_000
    assert (await database.reading(month_figure, month="2026-12")).left == {3: 10_000}
