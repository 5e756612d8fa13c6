"""Makes the pictures of booking in the documents: ``python -m tests.browser.booking_pictures docs``.

A real conversation with the real program on three phones and the staff's: one sentence; a flat's page and its ticket;
waiting and being promoted; the list and the door. The people are made up.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect
from sqlalchemy import Connection, select, update

from bot.keyring import KEY_FILE
from bot.light_aiogram import import_aiogram

import_aiogram()

from db.booking_tables import offering, pool, registration, slot  # noqa: E402
from db.staff import add_staff  # noqa: E402
from db.vault import Vault, read_keys  # noqa: E402
from handlers.tickets import ticket_address  # noqa: E402
from tests.browser.pictures import side_by_side  # noqa: E402
from tests.browser.program import Program  # noqa: E402
from tests.browser.visitor import SIZES, Visitor, running_chromium  # noqa: E402
from tests.databases import run_on  # noqa: E402

FESTIVAL = "demo-festival"


def full(connection: Connection) -> None:
    """Leave the festival no free seat."""
    lead = connection.execute(
        select(slot.c.lead_id).join(offering).where(offering.c.key == FESTIVAL).order_by(slot.c.starts_at).limit(1)
    ).scalar_one()
    connection.execute(update(pool).where(pool.c.id == lead).values(capacity=pool.c.taken))


def begins(connection: Connection) -> str:
    """Let the festival begin; returns the code of somebody who is expected."""
    made = connection.execute(
        select(registration.c.code, registration.c.slot_id)
        .join(slot, registration.c.slot_id == slot.c.id)
        .join(offering, slot.c.offering_id == offering.c.id)
        .where(offering.c.key == FESTIVAL, registration.c.status == "confirmed")
    ).one()
    connection.execute(update(slot).where(slot.c.id == made.slot_id).values(starts_at=datetime.now(UTC)))
    return str(made.code)


def behind(program: Program, operation: Any) -> Any:
    """Do something on the program's database. A browser has a loop of its own running here."""
    found: list[Any] = []
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(run_on, program.database_url, lambda connection: found.append(operation(connection))).result()
    return found[0]


def photograph(visitor: Visitor) -> bytes:
    """The phone's screen, as PNG."""
    visitor.page.locator("#text").blur()
    visitor.page.wait_for_timeout(800)  # buttons are no longer pressed
    return visitor.page.screenshot()


def tell_who(visitor: Visitor, name: str, phone: str, then: str) -> None:
    """Consent, name and phone, as they are asked for the first time."""
    visitor.sees("先请你看一下")
    visitor.taps("同意")
    visitor.hears(name, "你的手机号")
    visitor.hears(phone, then)


def converse(browser: Browser, program: Program, vault: Vault, stack: ExitStack) -> dict[str, list[bytes]]:
    """Have three people and one of the staff talk; returns the screens of each picture."""

    def arrives() -> Visitor:
        device = {**SIZES["phone"], "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        visitor = Visitor(stack.enter_context(browser.new_context(**device)), program.address, touch=True)
        visitor.opens_the_page()
        return visitor

    she, he, staff, other = arrives(), arrives(), arrives(), arrives()
    other.hears("帮我约下周六下午看蓝湾的房子", "请确认")
    other.taps("确认预约")
    tell_who(other, "上官近悦", "13700000000", "几个人")
    other.taps("2")
    other.hears("我的预约", "入场码")
    other.hears("报名周六的联谊，我和女朋友", "请确认")
    sentence = photograph(other)
    she.hears("星河郡寓介绍", "公开材料里没有")
    flat = photograph(she)
    she.hears("报名邻里节，一家三口", "请确认")
    she.taps("确认报名")
    tell_who(she, "欧阳小城", "13800000000", "只问年龄段")
    she.taps("3–6 岁")
    she.taps("没有了")
    she.presses(she.page.locator("article .buttons button").filter(has_text="入场码和日历").last)
    expect(she.answers.last).to_contain_text("日历")
    she.answers.last.evaluate("last => last.previousElementSibling.scrollIntoView()")
    ticket = photograph(she)

    behind(program, full)
    he.hears("报名邻里节", "选一种名额")
    he.taps("个人")
    he.taps("排候补")
    tell_who(he, "诸葛近悦", "13900000000", "候补第 1 位")
    waiting = photograph(he)
    code = behind(program, partial(add_staff, vault=vault, name="小李", role="events", now=datetime.now(UTC)))
    staff.hears(f"/staff {code}", "欢迎")
    staff.hears("/staff", "有报名的场次")
    staff.taps(r"公寓邻里节.*")
    staff.taps("名单")
    listed = photograph(staff)

    she.hears("取消预约", "确定取消")
    she.taps("确定取消")
    he.sees("轮到你了")
    he.taps("我要这个名额")
    promoted = photograph(he)
    address = ticket_address(behind(program, begins), vault=vault, page=program.address)
    for said in ("签到好了", "签到过"):
        staff.page.goto(address)
        staff.sees(said)
    return {
        "booking": [sentence],
        "flats": [flat, ticket],
        "waiting": [waiting, promoted],
        "staff": [listed, photograph(staff)],
    }


def main(folder: Path) -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as data, ExitStack() as stack:
        program = stack.enter_context(Program(Path(data), Path(data)))
        browser = stack.enter_context(running_chromium())
        vault = Vault(read_keys((Path(data) / KEY_FILE).read_text().strip()))
        with ExitStack() as visitors:
            screens = converse(browser, program, vault, visitors)
        for name, phones in screens.items():
            (folder / f"{name}.png").write_bytes(side_by_side(browser, phones, sharpness=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
