"""Telegram's side of the world: the bot, people's chats, and what stands in them."""

import json
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from tests.stubs.bot_api.refusal import Refusal, wrong
from tests.stubs.bot_api.updates import UpdateQueue

Json = dict[str, Any]


class World:
    """All that the server remembers. Nothing in here waits, so that a call is done wholly or not at all."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Stub",
            "username": "stub_bot",
        }
        self.me: Json = self.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.updates = UpdateQueue()
        self.chats: dict[int, Json] = {}
        self.blocked: set[int] = set()
        """Chats whose people have blocked the bot."""
        self.messages: defaultdict[int, dict[int, Json]] = defaultdict(dict)
        """Chats to their messages by id, oldest first."""
        self.keyboards: dict[int, Json] = {}
        """What stands in place of people's own keyboards."""
        self.taps: dict[str, int] = {}
        """Callback queries that nobody has answered yet, with their chats."""
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Name and descriptions of the bot: what, then language."""
        self.files: dict[str, tuple[str, bytes]] = {}
        """File id to path and content."""
        self.actions: Counter[tuple[int, str]] = Counter()
        """Chat and action (``typing``) to how often it was shown."""
        self.shown: dict[int, Callable[[str, Json], None]] = {}
        """Who looks on in a chat: told ``message``, ``edit``, ``delete`` or ``notice``, and what."""
        self._message_id = 0

    def enter(self, user: Json) -> Json:
        """A private chat with somebody."""
        chat: Json = {key: user[key] for key in ("id", "first_name", "last_name", "username") if key in user}
        chat["type"] = "private"
        self.chats[user["id"]] = chat
        return chat

    def chat(self, given: int | str) -> Json:
        """A chat that the bot may write to."""
        chat = self.chats.get(given) if isinstance(given, int) else None
        if chat is None:
            raise wrong("chat not found")
        if chat["id"] in self.blocked:
            raise Refusal("bot was blocked by the user", 403)
        return chat

    def write(self, sender: Json, chat: Json, content: Json) -> Json:
        """Put a message into a chat."""
        self._message_id += 1
        message = {
            "message_id": self._message_id,
            "from": sender,
            "chat": chat,
            "date": int(time.time()),
            **{key: value for key, value in content.items() if value not in ([], None)},
        }
        self.messages[chat["id"]][self._message_id] = message
        self.show(chat["id"], "message", message)
        return message

    def show(self, chat: int, what: str, content: Json) -> None:
        """Tell whoever looks on."""
        if chat in self.shown:
            self.shown[chat](what, content)

    def message(self, chat: Json, number: int, purpose: str) -> Json:
        """A message of the bot's own that it may change."""
        message = self.messages[chat["id"]].get(number)
        if message is None:
            raise Refusal(f"message to {purpose} not found")
        if message["from"]["id"] != self.bot["id"] and purpose == "edit":
            raise wrong("message can't be edited")
        return message

    def change(self, message: Json, content: Json) -> Json:
        """Replace parts of a message; a part that is None goes away."""
        changed = {key: value for key, value in (message | content).items() if value not in ([], None)}
        if changed == message:
            raise Refusal(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message.clear()
        message.update(changed)
        message["edit_date"] = int(time.time())
        self.show(message["chat"]["id"], "edit", message)
        return message

    def delete(self, chat: Json, number: int) -> None:
        """Take a message away."""
        message = self.message(chat, number, "delete")
        del self.messages[chat["id"]][number]
        self.show(chat["id"], "delete", message)

    def answer_tap(self, query: str, content: Json) -> None:
        """Let a pressed button come to rest."""
        chat = self.taps.pop(query, None)
        if chat is None:
            raise Refusal("query is too old and response timeout expired or query ID is invalid")
        if content.get("text"):
            self.show(chat, "notice", content)

    def keep(self, name: str, content: bytes) -> Json:
        """Keep a file; returns what every file has."""
        file_id = secrets.token_urlsafe(16)
        self.files[file_id] = (f"files/{len(self.files)}/{name}", content)
        return self.file(file_id)

    def file(self, file_id: str) -> Json:
        """A file as it is named in messages."""
        if file_id not in self.files:
            raise wrong("wrong file identifier/HTTP URL specified")
        return {"file_id": file_id, "file_unique_id": file_id[:8], "file_size": len(self.files[file_id][1])}

    def set_commands(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Set, or with an empty list delete, the commands of a scope and a language."""
        key = (json.dumps(scope or {"type": "default"}, sort_keys=True), language)
        self.commands.pop(key, None)
        if commands:
            self.commands[key] = commands

    def get_commands(self, scope: Json | None, language: str) -> list[Json]:
        """The commands of exactly this scope and language."""
        return self.commands.get((json.dumps(scope or {"type": "default"}, sort_keys=True), language), [])
