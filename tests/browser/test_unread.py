"""What came while the page was closed is there when it opens, and the title says how many."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect
from sqlalchemy import create_engine, func, select

from db.history import write_message
from db.tables import identity


def test_the_title_counts_what_came_meanwhile_until_somebody_looks(arrives, program):
    she = arrives()
    she.opens_the_page()
    she.hears("荣誉卡是什么", "荣誉")
    kept = she.page.context.storage_state()
    she.page.close()
    engine = create_engine(program.database_url)
    with engine.begin() as connection:
        hers = connection.execute(select(func.max(identity.c.id))).scalar_one()
        for text in ("第一条消息", "第二条消息"):
            write_message(connection, identity_id=hers, author="bot", body={"text": text}, now=datetime.now(UTC))
    engine.dispose()
    again = arrives(storage_state=kept)
    again.page.goto(again.address)
    again.sees("第二条消息")
    expect(again.page).to_have_title(re.compile(r"^\(2\) "))
    expect(again.page.locator(".fresh")).to_have_count(1)
    again.page.keyboard.press("Tab")
    expect(again.page).to_have_title(re.compile(r"^[^(]"))
    again.page.reload()
    again.sees("第二条消息")
    expect(again.page).to_have_title(re.compile(r"^[^(]"))
