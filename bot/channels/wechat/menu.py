"""The account's own menu (自定义菜单): each button is one of the bot's, so a tap on it is answered like any other."""

from typing import Any

from bot.channels.wechat.client import Client
from bot.channels.wechat.limits import MENU_SUB_BUTTONS
from knowledge import Pack
from locales import Say

Button = dict[str, Any]
_BOOKED = ("book_viewing", "register_event", "service_appointment")


def menu(pack: Pack, say: Say, *, site: str) -> dict[str, Any]:
    """What the pack's own menu offers, what can be booked, and what is one's own. `site`: the page's address."""
    asked = [_click(button.label.zh, f"ask:zh:{button.entry}") for button in pack.menu[:MENU_SUB_BUTTONS]]
    entries = [next((one for one in pack.entries if one.intent == intent), None) for intent in _BOOKED]
    booked = [
        _click(say(f"wechat-menu-{entry.intent.replace('_', '-')}"), f"ask:zh:{entry.id}")
        for entry in entries
        if entry is not None and entry.intent is not None
    ]
    booked.append(_click(say("wechat-menu-mine"), "mybook:zh"))
    own = [_click(say("wechat-menu-person"), "human:zh"), _click(say("wechat-menu-data"), "mine:zh:show")]
    if site:
        own.append({"type": "view", "name": say("wechat-menu-page"), "url": f"{site}/wechat/page"})
    groups = [("wechat-menu-ask", asked), ("wechat-menu-book", booked), ("wechat-menu-more", own)]
    return {"button": [{"name": say(name), "sub_button": buttons} for name, buttons in groups]}


async def set_menu(client: Client, made: dict[str, Any]) -> None:
    """Put the menu in place of the one before; followers see it within a day, at once when they follow anew."""
    await client.call("/cgi-bin/menu/create", made)


def _click(name: str, data: str) -> Button:
    return {"type": "click", "name": name, "key": data}
