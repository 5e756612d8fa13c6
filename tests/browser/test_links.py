"""Links into the page: a step from another channel, a ticket's QR code; and the page that forgets a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from bot.keyring import KEY_FILE
from db.booking_tables import registration, slot
from db.codes import make_code
from db.people import recognise
from db.staff import add_staff
from db.vault import Vault, read_keys
from handlers.companions import invitation_link
from handlers.tickets import ticket_address
from tests.databases import run_on


@pytest.fixture
def vault(program, data_dir):
    """The program's."""
    return Vault(read_keys((data_dir / KEY_FILE).read_text().strip()))


@pytest.fixture
def office(program):
    """What is done behind the page, on the program's database. A browser's test has a loop of its own running."""

    def do(operation):
        found = []
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(
                run_on, program.database_url, lambda connection: found.append(operation(connection))
            ).result()
        return found[0]

    return do


def test_a_link_from_another_channel_goes_on_here_and_once(arrives, office, vault, program):
    def from_telegram(connection):
        now = datetime.now(UTC)
        person = recognise(connection, channel="telegram", external_id="4711", language="zh", now=now)
        return make_code(connection, vault=vault, kind="step", subject="mine:zh:show", user_id=person.user_id, now=now)

    code = office(from_telegram)
    she = arrives()
    she.page.goto(f"{program.address}/?step={code}&lang=zh")
    expect(she.answers.filter(has_text="不是你自己要的")).to_have_count(1)
    she.sees("没有保存你的姓名")
    assert she.page.url.endswith("/?lang=zh")
    she.reloads()  # the code is no longer in the address
    expect(she.answers.filter(has_text="没有保存你的姓名")).to_have_count(1)

    other = arrives()
    other.page.goto(f"{program.address}/?step={code}")
    other.is_told("已经用过")


def test_who_has_everything_deleted_is_a_stranger_again(she):
    she.hears("人才公寓有多少套", "23248")
    token = she.token()
    she.hears("注销并删除我的信息", "删除")
    she.presses(she.page.locator("article .buttons button").filter(has_text="确定").last)
    she.is_told("删除")
    expect(she.sayings).to_have_count(0)
    expect(she.answers).to_have_count(1)  # greeted as somebody new
    she.sees("你好")
    assert she.token() not in {"", token}


def test_a_link_shows_what_somebody_is_asked_to_come_along_to(arrives, program):
    she = arrives()
    she.opens_the_page()
    she.hears("报名集体婚礼", "请确认")
    she.taps("确认报名")
    she.taps("同意")
    she.hears("欧阳小城", "手机号")
    she.hears("13812345678", "另一位的姓名")
    held = she.hears("诸葛近悦", "还差一步")
    code = held.inner_text().split("/agree ")[1].split()[0]
    partner = arrives()
    partner.page.goto(invitation_link(program.address, code))
    partner.sees("同意一起参加吗")
    assert "agree" not in partner.page.url
    partner.taps("同意一起参加")
    partner.sees("两位都同意了")
    she.sees("另一位也同意")


def test_a_ticket_s_link_is_for_the_staff(arrives, office, vault, program):
    she = arrives()
    she.opens_the_page()
    she.hears("帮我约下周六下午看蓝湾的房子", "请确认")
    she.taps("确认预约")
    she.taps("同意")
    she.hears("欧阳小城", "手机号")
    she.hears("13812345678", "几个人")
    she.taps("2")
    she.sees("约好了")

    def begins(connection):
        hers = select(registration.c.code, registration.c.slot_id).where(registration.c.status == "confirmed")
        made = connection.execute(hers).one()
        connection.execute(update(slot).where(slot.c.id == made.slot_id).values(starts_at=datetime.now(UTC)))
        return made.code

    address = ticket_address(office(begins), vault=vault, page=program.address)
    stranger = arrives()
    stranger.page.goto(address)
    stranger.sees("请出示给工作人员")
    expect(stranger.answers).to_have_count(2)
    assert "checkin" not in stranger.page.url

    staff = arrives()
    staff.opens_the_page()
    code = office(partial(add_staff, vault=vault, name="小李", role="events", now=datetime.now(UTC)))
    staff.hears(f"/staff {code}", "欢迎")
    staff.page.goto(address)
    staff.sees("签到好了")
    staff.sees("2 人来看")
    staff.reloads()
    expect(staff.answers.filter(has_text="签到")).to_have_count(1)
    staff.page.goto(address)
    staff.sees("由小李办理")
