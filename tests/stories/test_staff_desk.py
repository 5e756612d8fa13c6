"""Staff look after registrations in the chat: list, decide, call up, close, change seats, check in, export."""

import io
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from bot.keyring import vault_for
from db.booking_tables import slot
from db.files import find_file
from db.staff import add_staff
from handlers.tickets import ticket_address
from knowledge.offering_sheets import write_offerings
from tests.driver.office import NAME, PHONE, lecture_sheet, registers, tells_who_she_is
from tests.driver.places import told_on

pytestmark = [
    pytest.mark.settings(telegram_personal_forms="allow", quiet_hours="off"),
    pytest.mark.usefixtures("quick_clock"),
]

BOTH = ("web", "telegram")


@pytest.fixture
async def member(app, office):
    """Somebody of the staff, by role, on the web page."""

    async def join(role, channel="web"):
        person = await app.person(channel)
        code = await office.run(
            add_staff, vault=vault_for(app.settings), name=f"小李{role}", role=role, now=datetime.now(UTC)
        )
        await person.hears(f"/staff {code}", "欢迎")
        return person

    return join


async def signs_up_for_the_mixer(she):
    await she.says("我想报名青年联谊")
    await she.sees("选一种名额")
    await she.taps("女士")
    await she.sees("请确认")
    await she.taps("确认报名")
    await tells_who_she_is(she)
    await she.sees("两条敏感信息")
    await she.taps("同意")
    await she.sees("单身吗")
    await she.taps("是")
    await she.sees("还没有录取")


async def opens(staff, label):
    await staff.says("/staff")
    await staff.sees("有报名的场次")
    await staff.taps(label)
    await staff.sees("开放中")


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_staff_hear_that_somebody_waits_and_come_to_the_list(she, member, channel):
    staff, other = await member("mixer", channel), await member("events", channel)
    await signs_up_for_the_mixer(she)
    told = await staff.sees("有人在等审核")
    assert "茶话联谊" in told.text
    assert "–" in told.text  # from when till when
    assert NAME not in told.text
    await staff.taps("名单")
    await staff.sees(NAME)
    await staff.taps("通过 #")
    await staff.sees("已通过")
    await other.sees_nothing_new()


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_who_is_admitted_is_told(she, member, office, channel):
    await signs_up_for_the_mixer(she)
    staff = await member("mixer", channel)
    await opens(staff, "茶话联谊")
    await staff.taps("名单")
    listed = await staff.sees(NAME)
    assert PHONE in listed.text
    await staff.taps("通过 #")
    await staff.sees("已通过")
    told = await she.sees_notice("你的报名通过了")
    assert "入场码" in told.text
    assert await office.statuses() == ["confirmed"]
    await staff.taps("通过 #")
    await staff.sees("情况刚刚变了")


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_who_is_declined_reads_the_reason(she, member, office):
    await signs_up_for_the_mixer(she)
    staff = await member("mixer")
    await opens(staff, "茶话联谊")
    await staff.taps("名单")
    await staff.sees(NAME)
    await staff.taps("不通过 #")
    await staff.sees("理由")
    await staff.hears("取消", "已取消")
    assert await office.statuses() == ["pending"]
    await staff.taps("不通过 #")
    await staff.sees("理由")
    await staff.says("你好")  # a reason is what is said, whatever it sounds like
    await staff.sees("未通过")
    await she.sees_notice("这次没有通过。你好")
    assert await office.statuses() == ["rejected"]


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_who_is_not_of_the_staff_sees_nothing_and_decides_nothing(she, app, office):
    await signs_up_for_the_mixer(she)
    stranger = await app.person("web")
    seen = await stranger.hears("/staff", "加入码")
    for data in (
        "sok:zh:1",
        "sno:zh:1",
        "sslot:zh:1",
        "slist:zh:1",
        "sheet:zh:1",
        "shere:zh:1",
        "sclose:zh:1",
        "soffer:zh",
        "simport:zh",
    ):
        await stranger.taps_data(seen.id, data)
        await stranger.is_told("过期")
    assert await office.statuses() == ["pending"]
    assert await app.rows("audit") == []


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_a_mixer_s_list_is_for_its_own_staff(she, member, app):
    await signs_up_for_the_mixer(she)
    for role in ("events", "admin"):
        staff = await member(role)
        await opens(staff, "茶话联谊")
        await staff.taps("名单")
        await staff.sees("由联谊负责人处理")
        await staff.taps("导出表格")
        await staff.sees("由联谊负责人处理")
    assert [row for row in await app.rows("audit") if row["action"] == "read_profile"] == []


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_each_reading_is_in_the_log_and_the_sheet_holds_the_list(she, member, app, office):
    await registers(she, "确认报名", "约好了")
    staff = await member("events")
    await opens(staff, "邻里节")
    await staff.taps("导出表格")
    await staff.quiet()
    [name] = [row["body"]["file"]["url"] for row in await app.rows("message") if "file" in row["body"]]
    token = name.split("/")[2]
    kept = await office.run(find_file, token=token, vault=vault_for(app.settings), now=datetime.now(UTC))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(kept.content)).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == [NAME, PHONE]
    [line] = [row for row in await app.rows("audit") if row["action"] == "read_profile"]
    assert "export" in line["details"]


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_seats_are_changed_and_the_next_is_called_up(she, member, office):
    await office.seats("event:festival", all=1)
    await registers(she, "确认报名", "约好了")
    staff = await member("admin")
    await opens(staff, "邻里节")
    await staff.taps("改名额")
    await staff.sees("哪一组名额")
    await staff.taps("总名额 1/1")
    await staff.sees("发一个数字")
    await staff.says("0")
    await staff.sees("已经占了 1 个")
    await staff.says("很多")
    await staff.sees("发一个数字")
    await staff.says("5")
    await staff.sees("现在共 5 个")
    await staff.taps("叫下一位")
    await staff.sees("没有候补")
    await staff.taps("停止报名")
    await staff.sees("已停止报名")
    await staff.taps("重新开放")
    await staff.sees("开放中")
    await she.sees_nothing_new()


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_an_admin_looks_after_everything_and_reads_nobody_s_data(she, member, app, office):
    await registers(she, "确认报名", "约好了")
    for role in ("events", "admin"):
        staff = await member(role)
        await opens(staff, "邻里节")
        await staff.taps("名单")
        listed = await staff.sees("#1")
        assert (NAME in listed.text) == (PHONE in listed.text) == (role == "events")
    await office.run(add_staff, vault=vault_for(app.settings), name="小周", role="mixer", now=datetime.now(UTC))
    await staff.taps("工作人员")
    members = await staff.sees("有角色的工作人员")
    assert "· 小李events，活动管理" in members.text.splitlines()
    assert "小周，联谊负责人（还没加入）" in members.text
    await staff.taps("停止报名")
    await staff.sees("已停止报名")
    events = await app.person("web")
    await events.taps_data(0, "smembers:zh")
    await events.is_told("过期")


@told_on(["telegram"], postgres=("telegram",))
async def test_offerings_come_as_a_sheet_and_are_looked_at_before_they_count(she, member, app, office, tmp_path):
    staff = await member("events", "telegram")
    await staff.says("/staff")
    await staff.sees("没有人报名")
    await staff.taps("活动和时间表")
    await staff.sees("改好后把表格发到这里")
    path, rows = lecture_sheet(tmp_path, ends="18:00")
    await staff.account.sends_document("sheet.xlsx", path.read_bytes())
    await staff.sees("times:2: ends")
    await staff.account.sends_document("sheet.xlsx", b"no sheet")
    await staff.sees("什么都没有改")
    rows["times"][0][3] = "20:00"
    write_offerings(path, rows)
    await staff.account.sends_document("sheet.xlsx", path.read_bytes())
    preview = await staff.sees("还没有生效")
    assert "offerings: lecture" in preview.text
    assert "lecture" not in {row["key"] for row in await app.rows("offering")}
    await staff.taps("确认导入")
    await staff.sees("改好了")
    assert "lecture" in {row["key"] for row in await app.rows("offering")}
    await staff.taps("确认导入")
    await staff.sees("再发一次")
    assert "讲座" in (await she.hears("最近有什么活动", "接下来")).text


@told_on(["web", "telegram", "wechat"], postgres=BOTH)
async def test_people_are_checked_in_by_code_and_by_name(she, member, app, office):
    await registers(she, "确认报名", "约好了")
    [made] = await app.rows("registration")
    staff = await member("events")
    await staff.hears("/checkin", "请这样发")
    await staff.hears(f"/checkin {made['code']}", "还没到签到时间")

    def begin(connection):
        now = datetime.now(UTC)
        connection.execute(update(slot).where(slot.c.id == made["slot_id"]).values(starts_at=now))

    await office.run(begin)
    await staff.hears("/checkin AAAAAAAAAA", "没有找到")
    await staff.says("/checkin 小城")
    await staff.sees("是哪一位")
    await staff.taps(NAME)
    await staff.sees("签到好了")
    again = await staff.hears(f"/checkin {made['code']}", "签到过")
    assert "小李events" in again.text
    assert await office.statuses() == ["checked_in"]


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_a_ticket_s_link_checks_in_when_staff_open_it(she, member, app, office):
    await registers(she, "确认报名", "约好了")
    [made] = await app.rows("registration")
    vault = vault_for(app.settings)
    address = ticket_address(made["code"], vault=vault, page="https://jinyue.example")
    signed = address.partition("checkin=")[2]
    stranger = await app.person("web")
    staff = await member("events")

    def begin(connection):
        connection.execute(update(slot).where(slot.c.id == made["slot_id"]).values(starts_at=datetime.now(UTC)))

    await office.run(begin)
    await stranger.taps_data(0, f"scan:zh:{signed}")
    said = await stranger.sees("请出示给工作人员")
    assert "邻里节" not in said.text
    await stranger.hears(f"/checkin {address}", "请出示给工作人员")
    other = ticket_address("BBBBBBBBBB", vault=vault, page="").partition(".")[2]
    for forged in (f"{made['code']}.{other}", made["code"], f"{signed}A", ""):
        await staff.taps_data(0, f"scan:zh:{forged}")
        await staff.sees("不是我们发出的")
    await staff.taps_data(0, f"scan:zh:{ticket_address('BBBBBBBBBB', vault=vault, page='')}")
    await staff.sees("没有找到这个入场码")
    assert await office.statuses() == ["confirmed"]

    await staff.taps_data(0, f"scan:zh:{signed}")
    arrived = await staff.sees("签到好了")
    assert "邻里节" in arrived.text
    assert "1 人" in arrived.text
    for again in (address, signed, signed.lower(), made["code"].lower()):
        await staff.hears(f"/checkin {again}", "签到过，由小李events办理")
    assert await office.statuses() == ["checked_in"]
