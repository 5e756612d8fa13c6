"""Signatures and encryption: WeChat's published vectors, and `wechatpy` as a second opinion both ways."""

import base64
import random
import string
from unittest.mock import patch

import pytest
from wechatpy.crypto import PrpCrypto

from bot.channels.wechat.codec import Key, NotForUs, is_signed, signature

TOKEN, LETTERS, APP_ID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
PLATFORM = "wx134c8103faa5a59e"
EVENT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIj"
    "df8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
XML_EVENT = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJ"
    "nyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1F"
    "iYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlY"
    "EZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQ"
    "rWXbsTFHTYe0Mg=="
)
REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
XML_REPLY = (
    "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7j"
    "MnV0zv3Zc9Nq7"
)


@pytest.mark.parametrize(
    ("parts", "signed"),
    [
        (("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("1714112445", "415670741", EVENT), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
        (("1715943329", "1590219412", XML_EVENT), "6c12a4205838198b8fa631b3220723bb07f1015c"),
        (("1713424427", "415670741", REPLY), "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"),
        (("1713424427", "415670741", XML_REPLY), "03e0812039325c2712ef5f0f980fd14c70d6e307"),
    ],
)
def test_the_published_signatures(parts, signed):
    assert signature(TOKEN, *parts) == signed
    assert is_signed(signed, TOKEN, *parts)
    assert not is_signed(signed[:-1] + "0", TOKEN, *parts)
    assert not is_signed("", TOKEN, *parts)


def test_the_published_messages_are_opened():
    event = Key(LETTERS, APP_ID).open(EVENT)
    assert '"Event":"debug_demo","debug_str":"hello world"' in event
    assert len(event) == 167
    assert "<debug_str><![CDATA[hello world]]></debug_str>" in Key(LETTERS, PLATFORM).open(XML_EVENT)


@pytest.mark.parametrize(
    ("app_id", "lead", "said", "sealed"),
    [
        (APP_ID, "707722b803182950", '{"demo_resp":"good luck"}', REPLY),
        (PLATFORM, "999951349e8ee746", "<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>", XML_REPLY),
    ],
)
def test_the_published_answers_are_sealed_to_the_letter(app_id, lead, said, sealed):
    with patch("bot.channels.wechat.codec.os.urandom", lambda _: lead.encode()):
        assert Key(LETTERS, app_id).seal(said) == sealed


def test_two_thousand_messages_are_the_same_to_the_bit_both_ways():
    chance = random.Random(7)
    ranges = ((0x20, 0x7F), (0x4E00, 0x9FFF), (0x1F300, 0x1F9FF), (0x1, 0xD7FF), (0xE000, 0x10FFFF))
    alphabet = string.ascii_letters + string.digits
    for _ in range(2000):
        letters = "".join(chance.choices(alphabet, k=42)) + "A"
        app_id = "wx" + "".join(chance.choices(string.hexdigits, k=16))
        length = chance.choice((0, 1, 2, 11, 12, 13, 14, 400))
        said = "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(length))
        lead = "".join(chance.choices(alphabet, k=16))
        theirs, ours = PrpCrypto(base64.b64decode(letters + "=")), Key(letters, app_id)
        with (
            patch.object(PrpCrypto, "get_random_string", lambda _, lead=lead: lead),
            patch("bot.channels.wechat.codec.os.urandom", lambda _, lead=lead: lead.encode()),
        ):
            by_them, by_us = theirs.encrypt(said, app_id).decode(), ours.seal(said)
        assert by_us == by_them
        assert ours.open(by_them) == said
        assert theirs.decrypt(by_us, app_id) == said


@pytest.mark.parametrize(
    "sealed",
    ["", "=", "AAAA", "not base64 at all", "公寓", EVENT[:-4], EVENT[4:], "A" + EVENT[1:], "A" * 64, XML_EVENT],
)
def test_what_is_not_for_us_is_refused(sealed):
    with pytest.raises(NotForUs):
        Key(LETTERS, APP_ID).open(sealed)


def test_another_key_does_not_open_it():
    for letters in ("B" * 42 + "A", "C" * 42 + "A", "z" * 42 + "A"):
        with pytest.raises(NotForUs):
            Key(letters, APP_ID).open(EVENT)
