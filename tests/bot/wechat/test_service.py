"""Customer-service messages and notices: what each error code comes to."""

from datetime import UTC, datetime

import pytest

from bot.channels.wechat.errors import MEANINGS, WechatError
from bot.channels.wechat.notices import Notice, Template, notify
from tests.bot.wechat.waiting import kept, long_answer, sent, until
from tests.driver.office import registers


async def test_a_reminder_within_the_window_is_a_message(she, phone, app, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    await reminder_is_due()
    await she.sees("提醒")
    assert phone.inbox[-1]["by"] == "service"


@pytest.mark.parametrize("kind", ["template", "subscription"])
async def test_outside_the_window_a_notice_goes_and_only_then(
    she,
    phone,
    app,
    wechat_api,
    restarted,
    reminder_is_due,
    kind,
):
    await restarted(wechat_template_id="tpl", wechat_template_kind=kind)
    await registers(she, "确认报名", "约好了")
    wechat_api.boxes[phone.openid].left = 0
    await reminder_is_due()
    await until(she, lambda: sent(app, "sent"))
    notice = wechat_api.notices[0]
    assert notice["kind"] == kind
    assert notice["touser"] == phone.openid
    assert notice["template_id"] == "tpl"
    assert (notice.get("url") or notice["page"]).endswith("/wechat/page")
    assert set(notice["data"]) == {"thing1", "time2", "thing3"}
    assert all(0 < len(field["value"]) <= 20 for field in notice["data"].values())
    await phone.says("绿卡是什么")
    assert "提醒" in (await she.sees("八条通道")).text


@pytest.mark.parametrize("code", [None, 45009])
async def test_no_notice_goes_while_the_window_is_open(she, phone, app, wechat_api, restarted, reminder_is_due, code):
    await restarted(wechat_template_id="tpl")
    await registers(she, "确认报名", "约好了")
    if code is not None:
        wechat_api.fail_next("custom/send", *[code] * 10)
    await reminder_is_due()
    await until(she, lambda: sent(app, "sent") if code is None else paused(app))
    assert wechat_api.notices == []


async def test_a_token_that_became_worthless_is_replaced_and_nobody_notices(she, phone, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    await long_answer(phone)  # there is a token then
    await until(she, lambda: said(wechat_api, phone))
    wechat_api.replace_token()  # the next call is refused with 40001
    await reminder_is_due()
    await she.sees("提醒")
    assert "提醒" in wechat_api.boxes[phone.openid].messages[-1]["text"]["content"]


async def test_who_follows_no_more_is_marked(she, phone, app, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    wechat_api.followers.clear()
    await reminder_is_due()
    await until(she, lambda: sent(app, "blocked"))
    [row] = await app.rows("identity")
    assert row["blocked_at"] is not None
    assert app.log.complaints == []


@pytest.mark.parametrize("code", [45009, 48001])
async def test_a_limit_of_the_day_or_of_the_account_is_an_alarm_and_nothing_is_lost(she, phone, app, wechat_api, code):
    wechat_api.fail_next("custom/send", code)
    await long_answer(phone)
    await until(she, lambda: alarms(app))
    [alarm] = app.log.of("wechat_refuses")
    assert alarm["code"] == code
    await phone.says("绿卡是什么")
    answer = await she.sees("八条通道")
    assert answer.text.startswith("这一句话")


async def alarms(app):
    return len(app.log.of("wechat_refuses"))


async def test_values_of_a_notice_fit_into_their_fields(client, wechat_api):
    wechat_api.followers.add("oFollower00000")
    template = Template("tpl", "title:phrase1,time:date2,remark:character_string3")
    notice = Notice("一二三四五六七", datetime(2026, 12, 1, 17, 5, tzinfo=UTC), "")
    await notify(client, template, "oFollower00000", notice, page="https://talent.test/")
    [given] = wechat_api.notices
    assert given["data"] == {
        "phrase1": {"value": "一二三四…"},
        "date2": {"value": "2026年12月02日 01:05"},
        "character_string3": {"value": "-"},
    }
    wechat_api.fail_next("template/send", 43004)
    with pytest.raises(WechatError) as refusal:
        await notify(client, template, "oFollower00000", notice, page="")
    assert refusal.value.cure == "gone"


def test_the_table_of_errors():
    cures = {code: MEANINGS[code].cure for code in MEANINGS}
    assert {cures[code] for code in (40001, 40014, 42001)} == {"renew"}
    assert {cures[code] for code in (45015, 45047, 43101)} == {"later"}
    assert (cures[45009], cures[43004], cures[45065], cures[45066]) == ("stop", "gone", "sent", "soon")
    assert {cures[code] for code in (48001, 61004)} == {"alarm"}
    assert all(meaning.mend for meaning in MEANINGS.values() if meaning.cure == "alarm")


async def test_the_rest_of_an_answer_outlives_the_program(she, phone, app, wechat_api, monkeypatch):
    async def killed(*_):
        return

    monkeypatch.setattr("bot.channels.wechat.service.Service.say_kept", killed)
    await long_answer(phone)
    await until(she, lambda: kept(app))
    await app.restart()
    assert wechat_api.boxes[phone.openid].messages == []
    await phone.says("绿卡是什么")
    assert "这一句话" in (await she.sees("八条通道")).text


async def test_the_rest_is_said_once(she, phone, app, wechat_api):
    await long_answer(phone)
    await until(she, lambda: said(wechat_api, phone))
    await until(she, lambda: nothing_kept(app))
    await phone.says("绿卡是什么")
    assert "这一句话" not in (await she.sees("八条通道")).text


async def said(api, phone):
    return len(api.boxes[phone.openid].messages)


async def nothing_kept(app):
    return not await kept(app)


async def test_a_server_that_is_away_is_tried_again(she, phone, app, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    await long_answer(phone)  # there is a token then
    await until(she, lambda: said(wechat_api, phone))
    before = len(wechat_api.boxes[phone.openid].messages)
    port = int(wechat_api.url.rpartition(":")[2])
    await wechat_api.__aexit__()
    await reminder_is_due()
    await until(she, lambda: unreached(app))
    await wechat_api.listen(port)
    await she.sees("提醒")
    assert len(wechat_api.boxes[phone.openid].messages) == before + 1


async def test_no_answer_leaves_a_reminder_unsure(she, phone, app, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    wechat_api.silent = True
    await reminder_is_due()
    await until(she, lambda: sent(app, "unsure"))
    assert len(wechat_api.boxes[phone.openid].messages) == 1


@pytest.mark.parametrize("code", [48001, 61004])
async def test_an_account_that_is_refused_stops_the_lane_and_burns_nothing(
    she, phone, app, wechat_api, reminder_is_due, code
):
    await registers(she, "确认报名", "约好了")
    wechat_api.fail_next("custom/send", code)
    await reminder_is_due()
    await until(she, lambda: stopped(app))
    await until(she, lambda: unburned(app))
    assert wechat_api.boxes[phone.openid].messages == []


async def test_a_busy_minute_is_waited_for(she, phone, app, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    wechat_api.fail_next("custom/send", 45066)
    await reminder_is_due()
    await until(she, lambda: paused(app))
    assert wechat_api.boxes[phone.openid].messages == []


async def paused(app):
    return any(row["paused_until"] for row in await app.rows("lane") if row["name"] == "wechat")


async def stopped(app):
    return any(row["stopped"] for row in await app.rows("lane") if row["name"] == "wechat")


async def unburned(app):
    return {(row["state"], row["attempts"]) for row in await app.rows("outbox") if row["kind"] == "remind"} == {
        ("queued", 0)
    }


async def unreached(app):
    return len(app.log.of("channel_unreachable"))


async def test_who_follows_again_is_reachable_again(she, phone, app, wechat_api, reminder_is_due):
    await registers(she, "确认报名", "约好了")
    wechat_api.followers.clear()
    await reminder_is_due()
    await until(she, lambda: sent(app, "blocked"))
    wechat_api.followers.add(phone.openid)
    await phone.push(MsgType="event", Event="subscribe", EventKey="", CreateTime=1_800_000_000)
    await she.sees("你好")
    [row] = await app.rows("identity")
    assert row["blocked_at"] is None
