"""The files that people get by an address of ours: on the page, and by links on WeChat."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from db import Database, files
from db.vault import Vault


def address_of(token: str, name: str) -> str:
    """Where a file that is kept is found, as a link has it."""
    return f"/files/{token}/{quote(name, safe='')}"


async def keep(
    database: Database,
    vault: Vault,
    *,
    owner: int,
    name: str,
    media_type: str,
    content: bytes,
    lasts: timedelta | None,
) -> str:
    """Keep a file for the person of an identity, sealed; returns its address."""
    token = await database.writing(
        files.keep_file,
        name=name,
        media_type=media_type,
        content=content,
        owner=(owner, vault),
        lasts=lasts,
        now=datetime.now(UTC),
    )
    return address_of(token, name)
