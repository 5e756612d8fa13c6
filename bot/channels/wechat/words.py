"""The bot's words as WeChat shows them: links and options that can be tapped, split at sentence ends by bytes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.channels.numbered import buttons
from bot.channels.wechat.limits import TEXT_BYTES
from knowledge import language_of
from locales import say_in

Body = dict[str, Any]

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n][”’」』）)\"']*\n*|$)")
_TAG: Final = re.compile(r"<(?=[/!]?[A-Za-z])")
_UNSAFE: Final = re.compile(r"[\s\"'<>\\^`{|}]")
_UNSAFE_IN_A_VALUE: Final = re.compile(r"[\s\"'<>\\^`{|}&#%+=]")
_MAP: Final = "https://apis.map.qq.com/uri/v1/marker?marker=coord:{0},{1};title:{2};addr:{3}&referer=jinyue"
_OPTION: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,4})")


def plain(text: str) -> str:
    """Words as they are: what looks like a tag would become a link, whoever wrote it."""
    return _TAG.sub("＜", text)


def link(words: str, address: str) -> str:
    """Words that lead to an address."""
    return f'<a href="{_UNSAFE.sub(lambda found: quote(found[0]), address)}">{plain(words)}</a>'


def pack(atoms: Sequence[str], most: int = TEXT_BYTES) -> list[str]:
    """Put these together into texts of at most `most` bytes; an atom is torn apart only when it is longer itself."""
    packed = [""]
    for atom in atoms:
        for part in _torn(atom, most):
            if len((packed[-1] + part).encode()) > most:
                packed.append("")
            packed[-1] += part if packed[-1] else part.lstrip("\n")
    return [text.strip("\n") for text in packed if text.strip()]


def sentences(text: str) -> list[str]:
    """A text, cut after the end of each sentence and each line; together they are the text."""
    return [found[0] for found in _SENTENCE.finditer(text) if found[0]]


def option_id(message: int, number: int) -> str:
    """What a tappable option is called: the message it stands under, and its number."""
    return f"{message}-{number}"


def read_option(written: str) -> tuple[int, int] | None:
    """Message and number of a tapped option; None for what is none of ours."""
    found = _OPTION.fullmatch(written)
    return (int(found[1]), int(found[2])) if found else None


def place_link(place: dict[str, Any]) -> str:
    """A place, as a link that opens the map."""
    title, address = (str(place.get(field) or "") for field in ("title", "address"))
    named = [_in_a_value(words) for words in (title or "·", address)]
    where = _MAP.format(float(place["latitude"]), float(place["longitude"]), *named)
    words = " ".join(part for part in (title, address) if part)
    return f"📍 {link(words or '🗺', where)}"


def atoms(body: Body, *, site: str) -> Iterator[str]:
    """A message, in pieces that are not torn apart: sentences, links, options. `site`: where our files lie."""
    yield from _text_atoms(body.get("text") or "", body.get("entities") or ())
    attached = []
    if body.get("location"):
        attached.append(place_link(body["location"]))
    if body.get("file"):
        attached.append(f"📎 {link(body['file']['name'], at(site, body['file']['url']))}")
    for line in attached:
        yield f"\n{line}"
    for words in body.get("quick", ()):
        yield f"\n- {plain(words)}"
    lines = [_option(body["id"], number, button) for number, button in enumerate(buttons(body), 1)]
    if lines:
        yield "\n\n" + lines[0]
        yield from (f"\n{line}" for line in lines[1:])
        if any(button.get("data") for button in buttons(body)):
            yield "\n" + say_in(language_of(body.get("text") or ""))("wechat-option-hint")


def _text_atoms(text: str, entities: Sequence[dict[str, Any]]) -> Iterator[str]:
    # Places in a text are counted in UTF-16, as Telegram does.
    units = text.encode("utf-16-le", "surrogatepass")

    def between(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le", "replace")

    done = 0
    for entity in sorted((one for one in entities if one.get("url")), key=lambda one: one["offset"]):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < done:
            continue
        yield from sentences(plain(between(done, start)))
        yield link(between(start, end), entity["url"])
        done = end
    yield from sentences(plain(between(done, len(units) // 2)))


def _option(message: int, number: int, button: dict[str, Any]) -> str:
    words = f"{number}. {button['text']}"
    if button.get("url"):
        return link(words, button["url"])
    content = _in_a_value(button["text"])
    return (
        f'<a href="weixin://bizmsgmenu?msgmenucontent={content}&msgmenuid={option_id(message, number)}">'
        f"{plain(words)}</a>"
    )


def _in_a_value(words: str) -> str:
    return _UNSAFE_IN_A_VALUE.sub(lambda found: quote(found[0]), words)


def at(site: str, address: str) -> str:
    """An address of ours as others reach it."""
    return f"{site}{quote(address, safe='/%')}" if address.startswith("/") else address


def _torn(atom: str, most: int) -> Iterator[str]:
    left = atom.encode()
    while len(left) > most:
        # The last character may be cut in two: its first bytes are left for the next part.
        part = left[:most].decode(errors="ignore")
        yield part
        left = left[len(part.encode()) :]
    yield left.decode()
