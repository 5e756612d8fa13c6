"""A newcomer asks and taps, on a phone and on a desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import SIZES

pytestmark = pytest.mark.parametrize("size", SIZES)

MENU_AT_MOST = 6
TOUCHABLE = 44
"""CSS pixels that a finger needs (WCAG 2.5.5)."""


def test_a_newcomer_is_greeted_with_a_short_menu(she):
    buttons = she.sees("你好").locator(".buttons button")
    assert 1 <= buttons.count() <= MENU_AT_MOST
    for button in buttons.all():
        box = button.bounding_box()
        assert box["height"] >= TOUCHABLE
        assert box["width"] >= TOUCHABLE
    expect(she.page).to_have_title("近悦")


def test_nothing_sticks_out_at_the_side(she):
    she.hears("租金多少钱一个月", "没有写")
    she.hears("https://example.gov.cn/" + "a" * 300, "0519-86312399")
    for view in ("html", "#log"):
        assert she.page.locator(view).evaluate("view => view.scrollWidth <= view.clientWidth")


def test_a_typed_question_is_answered_with_its_source(she):
    answer = she.hears("人才公寓有多少套", "23248")
    expect(she.sayings.last.locator(".tick.sent")).to_be_visible()
    source = answer.locator(".text small")
    expect(source).to_have_text(re.compile(r"^\s*来源：武进人才工作专版.+截至 2024 年 5 月\s*$"))
    sizes = [part.evaluate("part => parseFloat(getComputedStyle(part).fontSize)") for part in (answer, source)]
    assert sizes[0] > sizes[1]
    expect(she.page.locator("#text")).to_be_empty()


def test_a_button_and_then_a_related_question(she):
    she.taps("人才公寓")
    answer = she.sees("来源：")
    expect(she.answers).to_have_count(2)
    she.taps(answer.locator(".buttons button").first.inner_text())
    expect(she.answers.last.locator(".text")).to_have_text(re.compile("来源：|依据：|电话|拨打"))


def test_the_bot_offers_what_may_be_meant(she, vague):
    sentence, entry = vague
    question = she.hears(sentence, "你想问的是不是")
    expect(question.locator(".buttons button").first).to_have_text(entry.title.zh)
    she.taps("都不是")
    she.sees("换个说法")
    she.taps(re.escape(entry.title.zh))
    she.sees(entry.answer.zh[:10])


def test_praise_is_thanked_for_and_the_thumbs_go_away(she):
    answer = she.hears("人才公寓有多少套", "23248")
    expect(answer.locator(".thumb")).to_have_count(2)
    she.presses(answer.locator(".thumb").first)
    she.is_told("很高兴帮到你")
    expect(answer.locator(".thumb")).to_have_count(0)
    assert answer.locator(".buttons button").count() > 0
    she.reloads()
    expect(answer.locator(".thumb")).to_have_count(0)


def test_blame_is_asked_about(she):
    answer = she.hears("人才公寓有多少套", "23248")
    she.presses(answer.locator(".thumb.down"))
    she.sees("抱歉没答好")
    expect(answer.locator(".thumb")).to_have_count(0)
    she.hears("红烧肉怎么做", "记下了")


def test_a_reload_forgets_nothing(she):
    she.hears("人才公寓有多少套", "23248")
    she.hears("红烧肉怎么做", "没有把握")
    shown = she.page.locator("#messages .text").all_inner_texts()
    token = she.token()
    she.reloads()
    assert she.page.locator("#messages .text").all_inner_texts() == shown
    assert she.token() == token
    she.hears("荣誉卡是什么", "荣誉")


def test_the_question_tells_the_language_of_the_answer(she):
    answer = she.hears("How many talent apartments are there?", "23,248")
    expect(answer.locator(".text small")).to_have_text(re.compile(r"^\s*Source: .+ as of May 2024\s*$"))
    answer = she.hears("rencai gongyu you duoshao tao", "23248")
    expect(answer.locator(".text small")).to_contain_text("来源：")


def test_what_the_bot_does_not_know_ends_at_a_telephone(she):
    answer = she.hears("红烧肉怎么做", "没有把握")
    expect(answer.get_by_role("link")).to_have_attribute("href", "tel:051986312399")
    expect(answer.locator(".thumb")).to_have_count(0)
