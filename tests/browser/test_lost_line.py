"""The server dies in the middle of it and comes back."""

from playwright.sync_api import expect

from tests.browser.program import Program

BROKEN = ("CONNECTION_REFUSED", "CONNECTION_RESET", "EMPTY_RESPONSE", "CONTENT_LENGTH_MISMATCH")
"""How Chromium calls what a program leaves behind that is killed in the middle of an answer."""


def test_the_page_comes_back_by_itself_and_all_is_answered_once(arrives, tmp_path, data_dir):
    with Program(tmp_path, data_dir) as program:
        she = arrives(program.address)
        she.opens_the_page()
        she.hears("荣誉卡是什么", "荣誉")
        program.kill()
        expect(she.page.locator("#status")).to_have_text("连接中…")
        she.says("人才公寓有多少套")
        expect(she.sayings.last.locator(".tick.pending")).to_be_visible()
        kept = she.page.context.storage_state()

        program.start()
        she.sees("23248")
        expect(she.page.locator("#status")).to_be_empty()
        expect(she.sayings.last.locator(".tick.sent")).to_be_visible()
        she.pardons(*(f"ERR_{how}" for how in BROKEN))

        again = arrives(program.address, storage_state=kept)  # a window in which the words still wait says them too
        again.page.goto(program.address)
        for window in (she, again):
            expect(window.sayings.last.locator(".tick.sent")).to_be_visible()
            window.hears("租金多少钱一个月", "没有写")
            expect(window.sayings.filter(has_text="人才公寓有多少套")).to_have_count(1)
            expect(window.answers.filter(has_text="来源：").filter(has_text="23248")).to_have_count(1)
        assert program.complaints == []


def test_two_windows_are_one_conversation(arrives):
    she = arrives()
    she.opens_the_page()
    other = arrives(storage_state=she.page.context.storage_state())
    other.page.goto(other.address)
    expect(other.answers).to_have_count(1)
    she.hears("人才公寓有多少套", "23248")
    other.sees("23248")
    expect(other.sayings.locator(".text")).to_have_text(["人才公寓有多少套"])
