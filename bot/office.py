"""``jinyue staff``, who of the office may do what in the chat; and ``jinyue reseal``, for a change of keys."""

from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from bot.keyring import vault_for
from bot.settings import Settings
from db.codes import LIFE
from db.invitations import seal_names_anew
from db.opening import opened
from db.profile import seal_anew
from db.staff import Role, add_staff, all_staff, remove_staff


async def add(settings: Settings, name: str, role: Role) -> None:
    """Take somebody in, and print the code with which they join. Raises `NameTaken`."""
    async with opened(settings.database_url) as database:
        code = await database.writing(add_staff, vault=vault_for(settings), name=name, role=role, now=datetime.now(UTC))
    hours = int(LIFE["staff"].total_seconds() // 3600)
    typer.echo(f"{name} ({role}) joins by sending this to the bot, once, within {hours} hours:\n/staff {code}")


async def show(settings: Settings, screen: Console) -> None:
    """Print everybody."""
    async with opened(settings.database_url) as database:
        members = await database.reading(all_staff)
    table = Table("name", "role", "joined")
    for member in members:
        table.add_row(member.name, member.role, f"{member.joined:%Y-%m-%d %H:%M} UTC" if member.joined else "not yet")
    screen.print(table)


async def remove(settings: Settings, name: str) -> None:
    """Take the role away. Raises `NoSuchStaff`."""
    async with opened(settings.database_url) as database:
        await database.writing(remove_staff, name=name, now=datetime.now(UTC))
    typer.echo(f"{name} has no role any more")


async def reseal(settings: Settings) -> None:
    """Encrypt all personal fields with the first key. Raises `Unreadable`."""
    async with opened(settings.database_url) as database:
        vault = vault_for(settings)
        number = await database.writing(seal_anew, vault=vault) + await database.writing(seal_names_anew, vault=vault)
        await database.scrub()
    typer.echo(f"{number} fields are encrypted with the first key")
