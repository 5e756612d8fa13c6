"""Files and pictures that the bot hands out on channels which fetch them from us, under names nobody can guess."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from db.tables import file


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to hand out. `content` in bytes."""

    name: str
    media_type: str
    content: bytes


def keep_file(connection: Connection, *, name: str, media_type: str, content: bytes, now: datetime) -> str:
    """Keep a file; returns the token under which it is found."""
    token = secrets.token_urlsafe(24)
    connection.execute(
        file.insert(), {"token": token, "name": name, "media_type": media_type, "content": content, "created_at": now}
    )
    return token


def find_file(connection: Connection, *, token: str) -> StoredFile | None:
    """The file under a token."""
    row = connection.execute(
        select(file.c.name, file.c.media_type, file.c.content).where(file.c.token == token)
    ).one_or_none()
    return None if row is None else StoredFile(*row)


def forget_files_before(connection: Connection, *, moment: datetime) -> int:
    """Delete files older than `moment`; returns how many."""
    return connection.execute(delete(file).where(file.c.created_at < moment)).rowcount
