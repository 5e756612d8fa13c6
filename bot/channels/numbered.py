"""For channels that cannot show buttons: number them, and turn a typed number or label back into the tap."""

from typing import Any


def numbered(body: dict[str, Any]) -> list[str]:
    """The buttons of a message as lines, ``1. label``."""
    return [f"{number}. {button['text']}" for number, button in enumerate(_buttons(body), 1)]


def chosen(body: dict[str, Any], typed: str) -> str | None:
    """The data of the button that was meant by a typed number or label; None when none was."""
    typed = typed.strip()
    for number, button in enumerate(_buttons(body), 1):
        if typed.rstrip(".。、") == str(number) or typed.casefold() == button["text"].casefold():
            data = button.get("data")
            return str(data) if data else None
    return None


def _buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [button for row in body.get("buttons", ()) for button in row]
