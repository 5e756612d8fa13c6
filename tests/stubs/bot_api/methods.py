"""What the methods of the Bot API do to the world. Each gets its parameters checked and typed."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.stubs.bot_api.refusal import Refusal, wrong
from tests.stubs.bot_api.rules import Rules
from tests.stubs.bot_api.texts import check_markup, read_text
from tests.stubs.bot_api.world import Json, World

Files = Mapping[str, tuple[str, bytes]]
"""Uploaded files: the part's name to the file's name and content."""
MEDIA: dict[str, Json] = {
    "photo": {"width": 640, "height": 480},
    "document": {},
    "voice": {"duration": 1},
    "audio": {"duration": 1},
    "video": {"width": 640, "height": 480, "duration": 1},
    "animation": {"width": 640, "height": 480, "duration": 1},
    "sticker": {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False},
}
"""Kinds of files in messages, with what Telegram finds out about them."""
TEXTS = ("name", "description", "short_description")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Methods:
    """The Bot API as one function."""

    def __init__(self, world: World, rules: Rules | None) -> None:
        self._world = world
        self._rules = rules
        self._own: dict[str, Callable[[Json, Files], Any]] = {
            "getMe": lambda *_: world.me,
            "sendMessage": self._send_message,
            "sendLocation": self._send_location,
            "sendVenue": self._send_venue,
            "sendContact": self._send_contact,
            "sendMediaGroup": self._send_media_group,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "deleteMessages": self._delete_all,
            "answerCallbackQuery": self._answer_tap,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._set_commands,
            "getMyCommands": lambda given, _: world.get_commands(given.get("scope"), given.get("language_code", "")),
            "getFile": lambda given, _: world.file(given["file_id"]) | {"file_path": world.files[given["file_id"]][0]},
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._set_webhook,
            "getWebhookInfo": self._webhook_info,
        }
        for kind in MEDIA:
            self._own[f"send{kind.capitalize()}"] = self._sender_of(kind)
        for name in TEXTS:
            method = "".join(part.capitalize() for part in name.split("_"))
            self._own[f"setMy{method}"] = self._setter_of(name)
            self._own[f"getMy{method}"] = self._getter_of(name)

    def run(self, method: str, given: Json, files: Files) -> Any:
        """Do what a method says and return its result; raises a `Refusal`."""
        if method in self._own:
            return self._own[method](given, files)
        if self._rules is None or self._rules.returns[method] == ["Boolean"]:
            return True
        raise Refusal(f"this server cannot do {method}", 501, wrong=True)

    def _text(self, method: str, given: Json, field: str) -> Json:
        if self._rules is None:
            return {field: given.get(field)}
        text, entities = read_text(given, field, self._rules.parsed_texts[method][field])
        return {field: text or None, "caption_entities" if field == "caption" else "entities": entities}

    def _say(self, given: Json, content: Json) -> Json:
        chat = self._world.chat(given["chat_id"])
        markup = given.get("reply_markup")
        if markup is not None:
            check_markup(markup)
            if "inline_keyboard" in markup:
                content["reply_markup"] = markup
            else:  # a keyboard in place of the person's own: it belongs to the chat and does not come back
                self._world.keyboards[chat["id"]] = markup
        replied = given.get("reply_parameters")
        if replied is not None:
            earlier = self._world.messages[chat["id"]].get(replied["message_id"])
            if earlier is not None:
                content["reply_to_message"] = {k: v for k, v in earlier.items() if k != "reply_to_message"}
            elif not replied.get("allow_sending_without_reply"):
                raise Refusal("message to be replied not found")
        return self._world.write(self._world.bot, chat, content)

    def _send_message(self, given: Json, _: Files) -> Json:
        return self._say(given, self._text("sendMessage", given, "text"))

    def _send_location(self, given: Json, _: Files) -> Json:
        return self._say(given, {"location": _place(given)})

    def _send_venue(self, given: Json, _: Files) -> Json:
        venue = {"location": _place(given), "title": given["title"], "address": given["address"]}
        return self._say(given, {"venue": venue, "location": _place(given)})

    def _send_contact(self, given: Json, _: Files) -> Json:
        return self._say(given, {"contact": {key: given[key] for key in ("phone_number", "first_name")}})

    def _sender_of(self, kind: str) -> Callable[[Json, Files], Json]:
        method = f"send{kind.capitalize()}"

        def send(given: Json, files: Files) -> Json:
            caption = self._text(method, given, "caption") if kind != "sticker" else {}
            return self._say(given, {**self._medium(kind, given[kind], files), **caption})

        return send

    def _medium(self, kind: str, source: str, files: Files) -> Json:
        if source.startswith("attach://"):
            name, content = files[source.removeprefix("attach://")]
            file = self._world.keep(name, content)
        elif source.startswith(("http://", "https://")):
            name, file = source.rpartition("/")[2], self._world.keep(source.rpartition("/")[2], b"fetched")
        else:
            name, file = "file", self._world.file(source)
        medium = file | MEDIA[kind] | ({"file_name": name} if kind == "document" else {})
        return {kind: [medium] if kind == "photo" else medium}

    def _send_media_group(self, given: Json, files: Files) -> list[Json]:
        chat = self._world.chat(given["chat_id"])
        group = f"{len(self._world.messages[chat['id']])}{chat['id']}"
        contents = []
        for medium in given["media"]:
            caption = self._text("sendPhoto", medium, "caption")
            contents.append(
                {**self._medium(medium["type"], medium["media"], files), **caption, "media_group_id": group}
            )
        return [self._say({"chat_id": given["chat_id"]}, content) for content in contents]

    def _send_chat_action(self, given: Json, _: Files) -> bool:
        self._world.actions[self._world.chat(given["chat_id"])["id"], given["action"]] += 1
        return True

    def _edited(self, given: Json, content: Json) -> Json:
        if "message_id" not in given:
            raise wrong("message identifier is not specified")
        message = self._world.message(self._world.chat(given["chat_id"]), given["message_id"], "edit")
        markup = given.get("reply_markup", {})
        check_markup(markup)
        return self._world.change(
            message, content | {"reply_markup": markup if markup.get("inline_keyboard") else None}
        )

    def _edit_text(self, given: Json, _: Files) -> Json:
        return self._edited(given, self._text("editMessageText", given, "text"))

    def _edit_caption(self, given: Json, _: Files) -> Json:
        return self._edited(given, self._text("editMessageCaption", given, "caption"))

    def _edit_markup(self, given: Json, _: Files) -> Json:
        return self._edited(given, {})

    def _delete(self, given: Json, _: Files) -> bool:
        self._world.delete(self._world.chat(given["chat_id"]), given["message_id"])
        return True

    def _delete_all(self, given: Json, _: Files) -> bool:
        chat = self._world.chat(given["chat_id"])
        for number in given["message_ids"]:
            if number in self._world.messages[chat["id"]]:  # those that are gone are passed over
                self._world.delete(chat, number)
        return True

    def _answer_tap(self, given: Json, _: Files) -> bool:
        self._world.answer_tap(given["callback_query_id"], given)
        return True

    def _set_commands(self, given: Json, _: Files) -> bool:
        commands = given.get("commands", [])
        for command in commands:
            if not COMMAND.fullmatch(command["command"]):
                raise wrong("BOT_COMMAND_INVALID")
        self._world.set_commands(given.get("scope"), given.get("language_code", ""), commands)
        return True

    def _setter_of(self, name: str) -> Callable[[Json, Files], bool]:
        def set_text(given: Json, _: Files) -> bool:
            self._world.profile[name][given.get("language_code", "")] = given.get(name, "")
            return True

        return set_text

    def _getter_of(self, name: str) -> Callable[[Json, Files], Json]:
        return lambda given, _: {name: self._world.profile[name].get(given.get("language_code", ""), "")}

    def _set_webhook(self, given: Json, _: Files) -> bool:
        updates = self._world.updates
        updates.webhook = given if given.get("url") else {}
        updates.allow(given.get("allowed_updates"))
        if given.get("drop_pending_updates"):
            updates.waiting.clear()
        updates.arrived.set()
        updates.polled.set()
        return True

    def _webhook_info(self, _: Json, __: Files) -> Json:
        updates = self._world.updates
        failed = {"last_error_message": updates.last_error} if updates.last_error else {}
        return {
            "url": updates.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(updates.waiting),
            **failed,
        }


def _place(given: Json) -> Json:
    return {"latitude": given["latitude"], "longitude": given["longitude"]}
