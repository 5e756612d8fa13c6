"""The bot's words on WeChat: split at sentence ends by bytes, with options to tap, and no link that others made."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.own_files import address_of
from bot.channels.wechat.limits import TEXT_BYTES
from bot.channels.wechat.parts import News, Picture, Text, parts_of
from bot.channels.wechat.words import pack, read_option, sentences

SITE = "https://talent.test"
TEXTS = st.text(st.sampled_from("公寓绿卡。！？\n aé😀<>/&\"'0123456789"), max_size=3000)


def texts_of(*bodies, kept=()):
    return [part.words for part in parts_of([{"id": 7, **body} for body in bodies], site=SITE, kept=kept)]


@given(TEXTS)
def test_sentences_together_are_the_text(text):
    assert "".join(sentences(text)) == text


@given(TEXTS)
def test_no_text_is_too_long_and_nothing_is_lost(text):
    packed = pack(sentences(text))
    assert all(0 < len(part.encode()) <= TEXT_BYTES for part in packed)
    assert re.sub(r"\s", "", "".join(packed)) == re.sub(r"\s", "", text)


def test_a_long_answer_is_split_where_a_sentence_ends():
    sentence = "人才公寓由区里统一建设，交通方便。"
    packed = texts_of({"text": sentence * 100})
    assert len(packed) == 3
    assert all(part.endswith("。") for part in packed)
    assert "".join(packed) == sentence * 100


def test_a_sentence_without_end_is_cut_between_characters():
    packed = texts_of({"text": "公" * 1000 + "😀" * 200})
    assert "".join(packed) == "公" * 1000 + "😀" * 200


def test_texts_of_one_turn_are_one_text():
    assert texts_of({"text": "一"}, {"text": "二"}) == ["一\n\n二"]
    assert texts_of({"text": "三"}, kept=["早先的"]) == ["早先的\n\n三"]


def test_options_are_numbered_and_can_be_tapped():
    [text] = texts_of(
        {"text": "选一个", "buttons": [[{"text": "公寓", "data": "a:zh"}], [{"text": 'A&B "<x>', "data": "b"}]]}
    )
    assert text.splitlines() == [
        "选一个",
        "",
        '<a href="weixin://bizmsgmenu?msgmenucontent=公寓&msgmenuid=7-1">1. 公寓</a>',
        '<a href="weixin://bizmsgmenu?msgmenucontent=A%26B%20%22%3Cx%3E&msgmenuid=7-2">2. A&B "＜x></a>',
        "（点一下，或输入编号）",
    ]
    assert read_option("7-2") == (7, 2)
    assert [read_option(written) for written in ("", "7", "7-", "7-2-3", "x-1", "1-2 ", "9" * 50 + "-1")] == [None] * 7


def test_an_option_is_never_torn_apart():
    buttons = [[{"text": f"选项{number:03}", "data": "x"}] for number in range(60)]
    packed = texts_of({"text": "选一个。", "buttons": buttons})
    assert len(packed) > 1
    assert sum(part.count("<a ") for part in packed) == sum(part.count("</a>") for part in packed) == 60
    assert all(part.count("<a ") == part.count("</a>") for part in packed)


def test_what_people_write_makes_no_link():
    [text] = texts_of({"text": '我叫 <a href="https://evil.test">点我</a> <B>3 < 4'})
    assert "<" not in text.replace(" < ", "")
    assert "3 < 4" in text


def test_links_of_ours_stay_links():
    entities = [{"type": "text_link", "offset": 3, "length": 2, "url": 'https://talent.test/?a=1&b="2"'}]
    assert texts_of({"text": "😀看这里。好", "entities": entities}) == [
        '😀看<a href="https://talent.test/?a=1&b=%222%22">这里</a>。好'
    ]


def test_a_place_is_a_link_to_the_map():
    place = {"latitude": 31.7, "longitude": 119.9, "title": "湖畔公寓", "address": "湖东路 1 号"}
    [text] = texts_of({"location": place})
    assert text == (
        '📍 <a href="https://apis.map.qq.com/uri/v1/marker?marker=coord:31.7,119.9;title:湖畔公寓;addr:湖东路%201%20号'
        '&referer=jinyue">湖畔公寓 湖东路 1 号</a>'
    )


@pytest.mark.parametrize("url", ["/files/abc/日程 1.ics", address_of("abc", "日程 1.ics")], ids=["plain", "quoted"])
def test_a_file_is_a_link_to_the_page(url):
    [text] = texts_of({"text": "给你", "file": {"url": url, "name": "日程 1.ics", "size": 3}})
    assert text == '给你\n📎 <a href="https://talent.test/files/abc/%E6%97%A5%E7%A8%8B%201.ics">日程 1.ics</a>'


def test_a_picture_comes_after_the_words_and_a_card_leads_to_its_page():
    picture = {"url": "/files/abc/t.png", "alt": ""}
    assert parts_of([{"id": 1, "text": "门票", "image": picture}], site=SITE) == [
        Text("门票"),
        Picture("/files/abc/t.png"),
    ]
    page = [[{"text": "看看", "url": "https://talent.test/"}]]
    assert parts_of([{"id": 1, "text": "人才周\n下周开始", "image": picture, "buttons": page}], site=SITE) == [
        News("人才周", "下周开始", "https://talent.test/files/abc/t.png", "https://talent.test/")
    ]
