"""People see, correct, take along and delete what is held about them."""

import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest

from db.staff import add_staff
from tests.driver.office import NAME, PHONE, kept
from tests.driver.places import told_on
from tests.driver.web import WebPerson

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")


@told_on()
async def test_what_is_held_is_shown_masked_and_corrected(she, app, office):
    await she.hears("我的资料", "没有保存")
    user_id = await office.user()
    await office.knows(user_id, name=NAME, phone=PHONE)
    seen = await she.hears("我的资料", "138****5678")
    assert "欧***" in seen.text
    assert NAME not in seen.text

    await she.taps("改手机号")
    await she.sees("发来你的手机号")
    await she.hears("不知道", "不像手机号")
    await she.hears("139 8765 4321", "改好了")
    await she.hears("改姓名", "发来你的姓名")
    await she.hears("诸葛近悦", "改好了")
    assert await office.profile(user_id) == {"name": "诸葛近悦", "phone": "13987654321"}
    everything = await kept(app)
    for value in (NAME, PHONE, "诸葛近悦", "13987654321", "139 8765 4321"):
        assert value not in everything
    assert "诸葛近悦" not in app.log.text


@told_on()
async def test_the_words_that_work_everywhere_work_in_a_private_step(she, office):
    await office.knows(await office.user(), name=NAME)
    await she.hears("改姓名", "发来你的姓名")
    await she.hears("帮助", "我能帮你")
    await she.hears("人工", "需要人工的话")
    await she.hears("改手机号", "发来你的手机号")
    await she.hears("取消", "已取消")
    await she.hears("绿卡是什么", "八条通道")


@told_on(["web"], postgres=())
async def test_a_name_that_sounds_like_something_else_is_a_name(she, office):
    user_id = await office.user()
    await office.knows(user_id, name=NAME)
    for name in ("你好", "谢谢", "Hello"):
        await she.hears("改姓名", "发来你的姓名")
        await she.hears(name, "改好了")
        assert (await office.profile(user_id))["name"] == name


@told_on(["web"])
async def test_what_is_said_in_a_private_step_is_not_lost_with_the_program(she, app, office):
    user_id = await office.user()
    await office.knows(user_id, name=NAME)
    await she.hears("改姓名", "发来你的姓名")

    async def never(_message):
        await asyncio.Event().wait()

    app.way_in._handle, app.way_in._stop_seconds = never, 0
    await she.says("诸葛近悦")
    await app.stop()
    [row] = [row for row in await app.rows("incoming") if "sealed" in row["payload"]]
    assert row["payload"]["message"]["text"] == "•••"
    assert "诸葛近悦" not in await kept(app)

    await app.start()
    await she.comes_back()
    await she.sees("改好了")
    assert await office.profile(user_id) == {"name": "诸葛近悦"}
    assert [message["text"] for message in she.mine][-1] == "•••"


@told_on(["web"])
async def test_a_copy_of_everything(she, app, office):
    user_id = await office.user()
    await office.knows(user_id, name=NAME, phone=PHONE, gender="woman", single="yes")
    await she.hears("人才公寓有多少套", "321 套")
    await she.says("导出我的个人信息")
    await she.sees("全部信息")
    await she.quiet()
    files = {
        row["body"]["file"]["name"]: row["body"]["file"] for row in await app.rows("message") if "file" in row["body"]
    }
    assert set(files) == {"我的个人信息.txt", "我的个人信息.json"}

    async with httpx.AsyncClient(trust_env=False) as client:
        got = {name: (await client.get(app.address + file["url"])).content for name, file in files.items()}
    text, held = got["我的个人信息.txt"].decode(), json.loads(got["我的个人信息.json"])
    assert all(part in text for part in (NAME, PHONE, "woman", "人才公寓有多少套"))
    assert {row["field"]: row["value"] for row in held["profile_field"]} == {
        "name": NAME,
        "phone": PHONE,
        "gender": "woman",
        "single": "yes",
    }
    assert {row["purpose"] for row in held["consent"]} == {"booking", "sensitive"}
    assert NAME not in await kept(app)  # the file itself is encrypted


@told_on(["telegram", "terminal"])
async def test_a_copy_of_everything_comes_on_every_channel(she, app, office):
    await office.knows(await office.user(), name=NAME)
    await she.says("导出我的个人信息")
    await she.quiet()
    assert [line["action"] for line in await app.rows("audit")] == ["exported"]
    assert not [row for row in await app.rows("incoming") if row["failure"]]


@told_on()
async def test_everything_is_deleted_and_one_meets_again_as_a_stranger(she, app, office):
    user_id = await office.user()
    await office.knows(user_id, name=NAME, phone=PHONE, gender="woman")
    await she.hears("我叫欧阳小城,绿卡是什么", "八条通道")
    await she.taps("👎")
    await she.sees("抱歉没答好")
    await she.hears("欧阳小城的意见", "")
    [account] = [row["external_id"] for row in await app.rows("identity") if row["user_id"] == user_id]
    assert NAME in await kept(app)

    await she.says("注销并删除我的信息")
    await she.sees("确定要注销")
    await she.taps("确定删除")
    await she.is_told("已全部删除")
    await app.quiet()

    for table in ("consent", "profile_field", "feedback", "miss", "conversation", "file"):
        assert await app.rows(table) == [], table
    everything = await kept(app)
    for value in (NAME, PHONE):
        assert value not in everything, value
    if isinstance(she, WebPerson):
        she.page.token = None  # as the page does when it is told `forgotten`
        await she.comes_back()
        assert account not in await kept(app)
    await she.says("绿卡是什么")
    await she.sees("八条通道")
    assert await office.user() != user_id
    [shell] = [row for row in await app.rows("user_account") if row["id"] == user_id]
    assert shell["erased_at"] is not None
    assert [line["action"] for line in await app.rows("audit")] == ["erased"]


@told_on(["telegram"], postgres=())
async def test_after_deleting_telegram_s_number_stands_nowhere(she, app):
    await she.hears("绿卡是什么", "八条通道")
    number = str(she.account.user["id"])
    assert number in await kept(app)
    await she.says("注销账号")
    await she.sees("确定要注销")
    await she.taps("确定删除")
    await she.is_told("已全部删除")
    await app.quiet()
    await app.stop()  # what was being written down is written down
    assert number not in await kept(app)


@told_on()
async def test_who_thinks_better_of_it_keeps_everything(she, app, office):
    user_id = await office.user()
    await office.knows(user_id, name=NAME)
    await she.says("注销账号")
    await she.sees("确定要注销")
    await she.taps("不了")
    await she.sees("什么都没有删")
    assert await office.profile(user_id) == {"name": NAME}


@told_on()
async def test_consent_is_withdrawn_in_one_sentence_and_at_once(she, app, office):
    user_id = await office.user()
    await she.says("撤回同意")
    await she.sees("撤回同意后")
    await she.taps("确定撤回")
    await she.sees("没有需要撤回的")
    await office.knows(user_id, name=NAME, single="yes")
    await she.says("撤回同意。")
    await she.sees("撤回同意后")
    await she.taps("确定撤回")
    await she.sees("已撤回同意")
    assert await office.profile(user_id) == {}
    assert [row["given"] for row in await app.rows("consent")] == [True, True, False, False]
    await she.hears("改手机号", "还没有同意")
    await she.hears("绿卡是什么", "八条通道")


@told_on()
async def test_staff_join_with_a_code(she, app, office):
    code = await office.run(add_staff, vault=office.vault, name="小李", role="events", now=datetime.now(UTC))
    await she.hears("/staff", "加入码")
    await she.hears("/staff ABCDEFGHJK", "加入码不对")
    await she.hears(f"/staff {code}", "欢迎，小李")
    assert "/broadcast" in she.last.text
    await she.hears(f"/staff {code}", "加入码不对")
    assert code not in json.dumps(await app.rows("one_time_code"), default=str)
    await she.hears("/link 2222222222", "工作人员的角色")
