"""The XML that WeChat speaks is read without XML's powers, and what is written is read by another."""

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.markup import NotXml, read, write

BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><xml><Content>&b;</Content></xml>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><Content>&a;</Content></xml>"


@pytest.mark.parametrize(
    "document",
    [
        BOMB,
        OUTSIDE,
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'><xml/>",
        "<!DOCTYPE xml><xml/>",
        "<xml><Content>&b;</Content></xml>",
        "<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>",
        "<xml>" + "<a/>" * 501 + "</xml>",
        "<xml><Content>",
        "",
        "{}",
        b"\xff\xfe<\x00x\x00",
        "<xml></xml><xml></xml>",
    ],
)
def test_what_is_not_theirs_is_refused(document):
    with pytest.raises(NotXml):
        read(document)


def test_a_message_is_read():
    document = "<xml><Content><![CDATA[公寓 <a> ]]>&amp;]]&gt;</Content><MsgId>23</MsgId><S><Key>k</Key></S></xml>"
    assert read(document.encode()) == {"Content": "公寓 <a> &]]>", "MsgId": "23", "S": {"Key": "k"}}


def test_the_first_of_two_counts():
    assert read("<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>") == {"FromUserName": "a"}


def test_what_xml_cannot_carry_is_left_out():
    assert read("<xml><Content>人才\x08公寓</Content></xml>") == {"Content": "人才公寓"}


@given(st.text())
def test_whatever_is_written_is_read_by_another(words):
    written = write({"Content": words, "CreateTime": 7})
    # XML makes one line end of all, and knows characters that it cannot carry.
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\t\n" or "\u0020" <= sign <= "\ufffd" or sign >= "\U00010000")
    assert (xmltodict.parse(written, strip_whitespace=False)["xml"]["Content"] or "") == kept
    assert read(written) == {"Content": kept, "CreateTime": "7"}
