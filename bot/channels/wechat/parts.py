"""What is said in one turn, as few messages of WeChat's as possible: texts put together, pictures, news items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.channels.numbered import buttons
from bot.channels.wechat.words import Body, at, atoms, link, pack, plain


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    words: str


@dataclass(frozen=True, slots=True)
class News:
    """A card: a picture and words that lead to a page."""

    title: str
    words: str
    picture: str
    page: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, by its address with us or elsewhere."""

    address: str


Part = Text | News | Picture


def parts_of(bodies: Sequence[Body], *, site: str, kept: Sequence[str] = ()) -> list[Part]:
    """These messages, after what was kept from earlier. `site`: where our files lie."""
    cards: list[Part] = []
    pictures: list[Part] = []
    said: list[list[str]] = [[text] for text in kept]
    for body in bodies:
        card = _card(body, site)
        if card is not None:
            cards.append(card)
            continue
        if body.get("image"):
            pictures.append(Picture(body["image"]["url"]))
        said.append(list(atoms(body, site=site)))
    texts = pack([atom for found in said if found for atom in ("\n\n", *found)])
    return [*map(Text, texts), *cards, *pictures]


def as_words(part: Part, *, site: str) -> str:
    """A part as words, for when nothing else can be sent."""
    match part:
        case Text():
            return part.words
        case News():
            return link(part.title, part.page)
        case Picture():
            return link("🖼", at(site, part.address))


def as_reply(part: Text | News) -> dict[str, Any]:
    """A part as the answer to a callback."""
    if isinstance(part, Text):
        return {"MsgType": "text", "Content": part.words}
    item = {"Title": part.title, "Description": part.words, "PicUrl": part.picture, "Url": part.page}
    return {"MsgType": "news", "ArticleCount": 1, "Articles": [item]}


def as_message(part: Text | News) -> dict[str, Any]:
    """A part as a customer-service message."""
    if isinstance(part, Text):
        return {"msgtype": "text", "text": {"content": part.words}}
    item = {"title": part.title, "description": part.words, "picurl": part.picture, "url": part.page}
    return {"msgtype": "news", "news": {"articles": [item]}}


def _card(body: Body, site: str) -> News | None:
    """A picture over one button that leads to a page is a card, and one of what the web page can show."""
    keys = buttons(body)
    if not body.get("image"):
        return None
    if len(keys) == 1 and keys[0].get("url"):
        words, page = body.get("text") or keys[0]["text"], keys[0]["url"]
    elif site and body["image"].get("shows") and body.get("text"):
        words, page = body["text"], f"{site}/wechat/page?show={quote(body['image']['shows'], safe='')}"
    else:
        return None
    title, _, more = plain(words).partition("\n")
    return News(title, more.strip(), at(site, body["image"]["url"]), page)
