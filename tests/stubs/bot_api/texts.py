"""Texts and what belongs to them: lengths in UTF-16, entities, HTML, and the buttons under a message."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from tests.stubs.bot_api.refusal import wrong

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
ENTITIES = frozenset(TAGS.values()) | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "expandable_blockquote",
    "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?")
LINK = re.compile(r"https?://[^\s<>\"]+")


def units(text: str) -> int:
    """The length in UTF-16 code units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[dict[str, Any]]:
    """The entities that Telegram itself marks in what a person writes: commands and links."""
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in (("bot_command", COMMAND), ("url", LINK))
        for match in pattern.finditer(text)
    ]


def read_text(values: Mapping[str, Any], field: str, limits: tuple[int, ...]) -> tuple[str, list[dict[str, Any]]]:
    """The text of a call and its entities, after parsing; raises a `Refusal` when they are not right."""
    text: str = values.get(field, "")
    name = "caption_entities" if field == "caption" else "entities"
    entities: list[dict[str, Any]] = values.get(name, [])
    mode = str(values.get("parse_mode", "")).lower()
    if mode == "html":
        text, entities = _parsed(text)
    elif mode not in {"", "markdown", "markdownv2"}:
        raise wrong("unsupported parse_mode")
    if limits[0] and not text.strip():
        raise wrong("message text is empty")
    if units(text) > limits[1]:
        raise wrong("message is too long" if field == "text" else f"message {field} is too long")
    if not mode and entities:
        _check_entities(text, entities)
    return text, entities


def _check_entities(text: str, entities: list[dict[str, Any]]) -> None:
    encoded = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        offset, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] not in ENTITIES:
            raise wrong(f"can't parse entities: unknown type {entity['type']!r}")
        if offset < 0 or entity["length"] < 1 or end * 2 > len(encoded):
            raise wrong(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at offset {end}")
        if any(_splits_a_symbol(encoded, place) for place in (offset, end)):
            raise wrong(f"entity beginning at UTF-16 offset {offset} begins or ends in the middle of a symbol")
        if (entity["type"] == "text_link") != ("url" in entity):
            raise wrong("can't parse entities: a text_link, and nothing else, has a URL")


def _splits_a_symbol(encoded: bytes, place: int) -> bool:
    """Whether the unit at this place is the second half of a pair."""
    return 0xDC <= (encoded[place * 2 + 1] if place * 2 < len(encoded) else 0) <= 0xDF


class _Html(HTMLParser):
    """Telegram's HTML: few tags, all closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self.open: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise wrong(f"can't parse entities: unsupported start tag {tag!r} at byte offset {len(self.text.encode())}")
        entity: dict[str, Any] = {"type": TAGS[tag], "offset": units(self.text)}
        link = dict(attrs).get("href")
        if tag == "a" and link:
            entity["url"] = link
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise wrong(f"can't parse entities: unexpected end tag {tag!r}")
        _, entity = self.open.pop()
        entity["length"] = units(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(html: str) -> tuple[str, list[dict[str, Any]]]:
    parser = _Html()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise wrong(f"can't parse entities: can't find end tag corresponding to start tag {parser.open[-1][0]!r}")
    return parser.text, parser.entities


def check_markup(markup: Mapping[str, Any]) -> None:
    """Raise a `Refusal` when a keyboard could not be shown."""
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            if not button["text"].strip():
                raise wrong("inline keyboard button text is empty")
            if sum(action in button for action in ACTIONS) != 1:
                raise wrong("inline keyboard button must have exactly one action")
            if "url" in button:
                _check_link(button["url"])
    for row in markup.get("keyboard", ()):
        if any(not button["text"].strip() for button in row):
            raise wrong("keyboard button text is empty")
    if sum(map(len, markup.get("inline_keyboard", ()))) > 100:
        raise wrong("too many buttons in the inline keyboard")


def _check_link(link: str) -> None:
    parts = urlsplit(link)
    if parts.scheme == "tg":
        return
    # Telegram takes no name without a dot: neither localhost nor what a test would make up.
    if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or ""):
        raise wrong(f"inline keyboard button URL {link!r} is invalid: Wrong HTTP URL")
