"""What people say in a private step of a form is written down encrypted: not even their name stands in the database.

A private step is a state of a `StatesGroup` whose name begins with ``Private``. The handlers get the words as they
were said; the history and the book of messages show dots.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from aiogram.fsm.storage.base import StorageKey

from bot.conversations import ConversationStorage
from db.intake import Arrival, Incoming
from db.vault import Vault

PRIVATE: Final = "Private"
DOTS: Final = "•••"
_HIDDEN: Final = frozenset({"text", "caption", "data"})
_DROPPED: Final = frozenset(
    {"entities", "caption_entities", "reply_markup", "contact", "location", "venue", "document"}
)


class PrivateSteps:
    """Hides what is said in private steps. `bots` are the bots' ids by channel, under which conversations are kept."""

    def __init__(self, conversations: ConversationStorage, vault: Vault, bots: Mapping[str, int]) -> None:
        self._conversations = conversations
        self._vault = vault
        self._bots = bots

    async def hide(self, arrival: Arrival) -> Arrival:
        """The arrival as it may be written down."""
        # Forms are filled in by one person in their own chat, where chat and user are one number.
        key = StorageKey(bot_id=self._bots[arrival.channel], chat_id=arrival.chat, user_id=arrival.chat)
        state = await self._conversations.get_state(key)
        if state is None or not state.startswith(PRIVATE):
            return arrival
        sealed = self._vault.seal(json.dumps(arrival.payload), context=_context(arrival))
        shown = arrival.shown
        if shown is not None:
            shown = (shown[0], {**shown[1], "text": DOTS})
        return replace(arrival, payload={**_dotted(arrival.payload), "sealed": sealed}, shown=shown)

    def said(self, message: Incoming) -> dict[str, Any]:
        """The payload of a message as it was said."""
        sealed = message.payload.get("sealed")
        if sealed is None:
            return message.payload
        payload: dict[str, Any] = json.loads(self._vault.open(sealed, context=_context(message)))
        return payload


def _context(message: Arrival | Incoming) -> str:
    return f"said:{message.channel}:{message.chat}"


def _dotted(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: DOTS if name in _HIDDEN else _dotted(inner) for name, inner in value.items() if name not in _DROPPED}
