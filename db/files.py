"""Files and pictures that the bot hands out on channels which fetch them from us, under names nobody can guess."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select

from db.tables import file
from db.vault import Vault


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to hand out. `content` in bytes."""

    name: str
    media_type: str
    content: bytes


def keep_file(
    connection: Connection,
    *,
    name: str,
    media_type: str,
    content: bytes,
    now: datetime,
    owner: tuple[int, Vault] | None = None,
    lasts: timedelta | None = None,
) -> str:
    """Keep a file; returns the token under which it is found.

    `owner`: the number of the identity whom it is made for, and the vault to encrypt it with. `lasts`: it is gone
    after this time.
    """
    token = secrets.token_urlsafe(24)
    if owner is not None:
        content = owner[1].seal_bytes(content, context=f"file:{token}")
    connection.execute(
        file.insert(),
        {
            "token": token,
            "name": name,
            "media_type": media_type,
            "content": content,
            "created_at": now,
            "identity_id": owner[0] if owner else None,
            "expires_at": None if lasts is None else now + lasts,
        },
    )
    return token


def find_file(connection: Connection, *, token: str, vault: Vault, now: datetime) -> StoredFile | None:
    """The file under a token."""
    row = connection.execute(
        select(file.c.name, file.c.media_type, file.c.content, file.c.identity_id).where(
            file.c.token == token, or_(file.c.expires_at.is_(None), file.c.expires_at > now)
        )
    ).one_or_none()
    if row is None:
        return None
    content = row.content if row.identity_id is None else vault.open_bytes(row.content, context=f"file:{token}")
    return StoredFile(row.name, row.media_type, content)


def forget_files_before(connection: Connection, *, moment: datetime, now: datetime) -> int:
    """Delete files older than `moment`, and those whose own time is over; returns how many."""
    return connection.execute(delete(file).where(or_(file.c.created_at < moment, file.c.expires_at <= now))).rowcount
