"""Staff hand a spreadsheet in on the page; nobody else has a button for it."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from db.staff import add_staff
from db.vault import Vault, read_keys
from tests.browser.test_without_eyes_or_mouse import walks_to
from tests.databases import run_on

SHEET = {"name": "表.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 no sheet"}


@pytest.fixture
def size():
    return "desk"


@pytest.fixture
def code(program, data_dir):
    """Makes somebody one of the staff who says it."""
    vault, found = Vault(read_keys((data_dir / "data.key").read_text("utf-8"))), []

    def add(connection):
        given = {"vault": vault, "name": secrets.token_hex(4), "role": "events", "now": datetime.now(UTC)}
        found.append(add_staff(connection, **given))

    with ThreadPoolExecutor(1) as elsewhere:  # the browser has a loop of its own running here
        elsewhere.submit(run_on, program.database_url, add).result()
    return found[0]


def test_a_sheet_is_handed_in_without_a_mouse(she, code):
    button = she.page.locator("#upload")
    expect(button).to_be_hidden()
    # Whoever listens from here on is heard in time: a chooser that opens before is the browser's own.
    she.page.on("filechooser", lambda _: None)
    she.hears(f"/staff {code}", "欢迎")
    she.reloads()
    expect(button).to_be_visible()
    expect(button).to_have_accessible_name("上传表格")
    she.hears("/staff", "报名")
    she.presses(she.page.get_by_role("button", name="活动和时间表").last)
    she.sees("改好后把表格发到这里")

    she.page.locator("#text").focus()
    walks_to(she, button, "Shift+Tab")
    with she.page.expect_file_chooser() as chosen:
        she.page.keyboard.press("Enter")
    chosen.value.set_files(SHEET)
    she.sees("什么都没有改")
    expect(she.sayings.last.locator(".file")).to_contain_text("表.xlsx")
    expect(button).to_be_focused()


def test_what_cannot_be_taken_is_said_in_the_pages_language(she, code):
    she.hears(f"/staff {code}", "欢迎")
    she.presses(she.page.locator("#language"))
    she.reloads()
    button = she.page.get_by_role("button", name="Upload a spreadsheet")
    said = she.sayings.count()
    for content, told in ((b"GIF89a", "Only xlsx"), (bytes(5_000_001), "5 MB at most")):
        with she.page.expect_file_chooser() as chosen:
            she.presses(button)
        chosen.value.set_files({**SHEET, "buffer": content})
        she.is_told(told)
    expect(she.sayings).to_have_count(said)
    she.pardons("415")
