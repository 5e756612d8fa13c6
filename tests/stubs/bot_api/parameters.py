"""Reading the parameters of a call, in any of the ways that the Bot API takes them."""

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from tests.stubs.bot_api.refusal import wrong

Uploads = dict[str, tuple[str, bytes]]
TEXTS = frozenset(
    {"text", "caption", "title", "address", "callback_query_id", "url", "parse_mode", "action", "file_id"}
)
"""Parameters that are taken as they are where no rules say so."""


def read_parameters(query: str, content_type: str, body: bytes) -> tuple[dict[str, Any], Uploads]:
    """The parameters and the uploaded files of a call; raises a `Refusal` when the body cannot be read."""
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return given, {}
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            given.update(parse_qsl(body.decode(), keep_blank_values=True))
            return given, {}
        if kind == "application/json":
            return given | _without_nulls(json.loads(body)), {}
        if kind == "multipart/form-data":
            return _multipart(given, content_type, body)
    except ValueError as error:
        raise wrong(f"can't parse the body: {error}") from None
    raise wrong(f"can't read a body of type {content_type!r}")


def _without_nulls(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise wrong("the body is not a JSON object")
    return {name: value for name, value in given.items() if value is not None}


def _multipart(given: dict[str, Any], content_type: str, body: bytes) -> tuple[dict[str, Any], Uploads]:
    files: Uploads = {}
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in whole.get_payload():
        if not isinstance(part, Message):
            raise wrong("can't parse the multipart body")
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise wrong("can't parse the multipart body")
        filename = part.get_filename()
        if filename is None:
            given[name] = content.decode()
        else:
            files[name] = (filename, content)
    return given, files


def loosely_typed(given: Mapping[str, Any], files: Uploads) -> dict[str, Any]:
    """Parameters with their types guessed, for when nothing is checked."""
    typed: dict[str, Any] = {name: f"attach://{name}" for name in files}
    for name, value in given.items():
        typed[name] = value
        if isinstance(value, str) and name not in TEXTS:
            try:
                typed[name] = json.loads(value)
            except ValueError:
                continue
    return typed
