"""Language, large type, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import SIZES


def size_of(text):
    return text.evaluate("part => parseFloat(getComputedStyle(part).fontSize)")


@pytest.mark.parametrize("size", SIZES)
def test_the_language_of_the_page_and_of_the_answers(she):
    she.hears("😀", "收到")
    she.presses(she.page.locator("#language"))
    expect(she.page.locator("html")).to_have_attribute("lang", "en")
    expect(she.page.locator("#text")).to_have_attribute("placeholder", "Ask a question")
    expect(she.page.get_by_role("button", name="Send")).to_be_visible()
    expect(she.page.get_by_role("log", name="Conversation")).to_be_visible()
    she.hears("😀", "Got it")
    she.hears("menu", "Hello")
    she.taps("Talent apartments")
    she.sees("Source: ")

    she.reloads()
    expect(she.page).to_have_title("Jinyue")
    expect(she.page.locator("html")).to_have_attribute("lang", "en")
    she.presses(she.page.locator("#language"))
    expect(she.page.locator("html")).to_have_attribute("lang", "zh-CN")
    she.hears("😀", "收到")


def test_the_page_that_leads_here_may_ask_for_a_language(arrives):
    they = arrives(locale="en-GB")
    they.opens_the_page("/?lang=en")
    they.sees("Hello")
    expect(they.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("size", SIZES)
def test_large_type_stays(she):
    she.hears("租金多少钱一个月", "没有写")
    texts = she.page.locator("#messages .text")
    before = size_of(texts.last)
    switch = she.page.get_by_role("button", name="长辈版")
    expect(switch).to_have_attribute("aria-pressed", "false")
    she.presses(switch)
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert size_of(texts.last) == pytest.approx(before * 1.35)
    she.presses(she.page.locator("#language"))  # its words are longer
    for view in ("html", "#log", "#name", "#subtitle"):
        assert she.page.locator(view).evaluate("view => view.scrollWidth <= view.clientWidth"), view

    she.reloads()
    expect(she.page.locator("html")).to_have_class("large")
    assert size_of(texts.last) == pytest.approx(before * 1.35)
    she.presses(she.page.get_by_role("button", name="Large text"))
    expect(she.page.locator("html")).not_to_have_class("large")
    assert size_of(texts.last) == pytest.approx(before)


def test_the_device_chooses_light_or_dark(she):
    colour = "part => getComputedStyle(part).backgroundColor"
    expect(she.page.locator("body")).to_have_css("background-color", re.compile(r"rgb\(2\d\d"))
    light = she.page.locator(".bot .bubble").first.evaluate(colour)
    she.page.emulate_media(color_scheme="dark")
    expect(she.page.locator("body")).to_have_css("background-color", re.compile(r"rgb\(\d\d, "))
    assert she.page.locator(".bot .bubble").first.evaluate(colour) != light
