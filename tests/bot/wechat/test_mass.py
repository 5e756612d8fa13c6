"""One mass sending: a text for a list of people, made once; and what WeChat says of it afterwards."""

from datetime import timedelta

import pytest

from bot.channels.wechat.errors import WechatError
from bot.channels.wechat.mass import mass_send
from db.wechat_quota import close_mass, month_figure, open_mass
from tests.bot.wechat.conftest import NOON, people

TWO = ["oFollower00000", "oFollower00001"]


async def send(client, accounts=TWO, name="news"):
    return await mass_send(client, name=name, accounts=accounts, text="人才周开始了")


async def test_a_mass_sending_is_made_once_however_often_it_is_tried(client, wechat_api):
    wechat_api.fail_next("mass/send", 45066)
    with pytest.raises(WechatError) as refusal:
        await send(client)
    assert refusal.value.cure == "soon"
    assert [await send(client) for _ in range(3)] == [7, 7, 7]
    assert [wechat_api.got(one) for one in TWO] == [1, 1]


@pytest.mark.parametrize("code", [45009, 45028, 48001])
async def test_what_is_refused_is_said(client, wechat_api, code):
    wechat_api.fail_next("mass/send", code)
    with pytest.raises(WechatError) as refusal:
        await send(client)
    assert refusal.value.code == code
    assert await send(client) == 7


@pytest.mark.parametrize("number", [1, 10_001])
async def test_one_alone_and_too_many_get_no_mass_sending(client, wechat_api, number):
    with pytest.raises(ValueError, match=f"{number} people: allowed are 2 to 10000 at once"):
        await send(client, [f"o{one}" for one in range(number)])
    assert wechat_api.calls["mass/send"] == 0


async def test_ten_thousand_at_once(client, wechat_api):
    assert await send(client, [f"o{one:027}" for one in range(10_000)]) == 7
    assert len(wechat_api.mass["news"]["touser"]) == 10_000


async def test_wechat_reports_how_many_it_reached(she, phone, app, database, wechat_api):
    identities = await people(database, wechat_api, 2)
    name = await database.writing(open_mass, broadcast_id=7, since=NOON, recipients=2, now=NOON)
    await database.writing(close_mass, name=name, state="sent", message_id=7, identities=identities)
    report = {"MsgID": "7", "Status": "send success", "TotalCount": 2, "FilterCount": 2, "SentCount": 1}
    assert await phone.event("MASSSENDJOBFINISH", **report) is None
    [row] = await app.rows("wechat_mass")
    assert (row["state"], row["recipients"], row["reached"]) == ("sent", 2, 1)
    figure = await database.reading(month_figure, month="2026-12")
    assert (figure.sent, figure.left) == (1, {4: 1, 3: 2})
    late = NOON + timedelta(days=31)
    assert (await database.reading(month_figure, month=f"{late:%Y-%m}")).left == {4: 3}
