"""For channels that cannot show buttons: number them, and turn a typed number or label back into the tap."""

from typing import Any

from knowledge.normalising import simplify, spell


def numbered(body: dict[str, Any]) -> list[str]:
    """The buttons of a message as lines, ``1. label``."""
    return [f"{number}. {button['text']}" for number, button in enumerate(buttons(body), 1)]


def chosen(body: dict[str, Any], typed: str) -> str | None:
    """The data of the button that was meant by a typed number or label; None when none was.

    Signs around the words, capitals, and traditional characters make no difference.
    """
    number, label = simplify(typed).strip().rstrip(".。、"), _words(typed)
    for place, button in enumerate(buttons(body), 1):
        if number == str(place) or label == _words(button["text"]):
            data = button.get("data")
            return str(data) if data else None
    return None


def buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message, in the order of their numbers."""
    return [button for row in body.get("buttons", ()) for button in row]


def _words(text: str) -> str:
    return spell(text) or text.strip()
