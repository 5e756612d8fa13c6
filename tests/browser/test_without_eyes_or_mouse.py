"""By keyboard, and by screen reader."""

import re

import pytest
from playwright.sync_api import expect

PRESSES = 30
"""More steps than that between two places on the page would be a wrong order."""


@pytest.fixture
def size():
    return "desk"


def walks_to(she, target, key):
    for _ in range(PRESSES):
        she.page.keyboard.press(key)
        if target.evaluate("target => target === document.activeElement"):
            assert target.evaluate("target => getComputedStyle(target).outlineStyle") != "none"
            return
    raise AssertionError(f"{key} does not lead to {target}")


def test_a_conversation_without_a_mouse(she):
    keyboard = she.page.keyboard
    field = she.page.locator("#text")
    expect(field).to_be_focused()
    keyboard.type("人才公寓有多少套")
    keyboard.press("Enter")
    answer = she.sees("23248")
    expect(field).to_be_focused()

    related = answer.locator(".buttons button").first
    walks_to(she, related, "Shift+Tab")
    keyboard.press("Enter")
    expect(she.answers).to_have_count(3)

    walks_to(she, answer.locator(".thumb").first, "Tab")
    keyboard.press("Space")
    she.is_told("很高兴帮到你")
    expect(answer.locator(".thumb")).to_have_count(0)
    assert she.page.evaluate("() => document.activeElement !== document.body"), "the place in the page is lost"

    keyboard.press("Escape")
    expect(field).to_be_focused()
    keyboard.type("第一行")
    keyboard.press("Shift+Enter")
    keyboard.type("第二行")
    expect(field).to_have_value("第一行\n第二行")
    keyboard.press("Control+a")
    keyboard.type("租金多少钱一个月")
    walks_to(she, she.page.locator("#send"), "Tab")
    keyboard.press("Enter")
    she.sees("没有写")


def test_the_switches_and_the_way_past_them(she):
    keyboard = she.page.keyboard
    walks_to(she, she.page.locator("#large"), "Shift+Tab")
    keyboard.press("Space")
    expect(she.page.locator("html")).to_have_class("large")
    walks_to(she, she.page.locator("#language"), "Tab")
    keyboard.press("Enter")
    expect(she.page.locator("html")).to_have_attribute("lang", "en")
    skip = she.page.get_by_role("link", name="Skip to the message field")
    walks_to(she, skip, "Tab")
    keyboard.press("Enter")
    expect(she.page.locator("#text")).to_be_focused()


def test_what_a_screen_reader_is_told(she):
    page = she.page
    answer = she.hears("人才公寓有多少套", "23248")
    expect(page.get_by_role("log", name="聊天记录")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("textbox", name="消息")).to_be_visible()
    expect(page.get_by_role("button", name="发送")).to_be_attached()
    expect(page.get_by_role("button", name="长辈版", pressed=False)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("近悦")
    expect(page.locator("#status")).to_have_role("status")
    expect(page.locator("#toasts")).to_have_role("status")
    expect(answer).to_have_role("article")
    expect(answer).to_contain_text("助手：")
    expect(she.sayings.last).to_contain_text("我：")
    expect(answer.get_by_role("button", name="有用")).to_be_visible()
    expect(answer.get_by_role("button", name="没用")).to_be_visible()
    expect(she.sayings.last.get_by_role("img", name="已发送")).to_be_visible()
    for control in page.get_by_role("button").all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))
    expect(page.locator("img:not([alt])")).to_have_count(0)
