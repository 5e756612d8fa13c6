"""What people say on our own channels, as updates. Chat and user are both the number of the person's identity."""

from datetime import UTC, datetime
from typing import Any

from db.people import Person


def said(person: Person, text: str) -> dict[str, Any]:
    """A message, as an update without its id."""
    return {"message": _message(person, text, 0)}


def handed_in(person: Person, *, file_id: str, name: str, media_type: str, size: int) -> dict[str, Any]:
    """A message that is a file of so many bytes, as an update without its id."""
    message = _message(person, "", 0)
    del message["text"]
    document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "mime_type": media_type}
    return {"message": message | {"document": document | {"file_size": size}}}


def tapped(person: Person, tap_id: str, message_id: int, data: str) -> dict[str, Any]:
    """A tap on a button of a message, as an update without its id."""
    query = {
        "id": tap_id,
        "from": _sender(person),
        "chat_instance": person.channel,
        "data": data,
        "message": _message(person, "·", message_id),
    }
    return {"callback_query": query}


def _message(person: Person, text: str, message_id: int) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "date": int(datetime.now(UTC).timestamp()),
        "chat": {"id": person.identity_id, "type": "private"},
        "from": _sender(person),
        "text": text,
    }


def _sender(person: Person) -> dict[str, Any]:
    return {
        "id": person.identity_id,
        "is_bot": False,
        "first_name": person.channel,
        "language_code": person.language,
    }
