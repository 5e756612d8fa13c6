"""The version of the tables: SQLite is brought up to date at start, PostgreSQL by ``jinyue migrate``."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

# Their tables are among those of the metadata.
import db.booking_tables
import db.broadcast_tables
import db.flat_tables
import db.outbox_tables
import db.personal_tables
import db.wechat_tables  # noqa: F401
from db.tables import metadata

HEAD = "0012"
"""The newest migration. Kept here so that an ordinary start need not import Alembic; a test compares the two."""

_VERSION_TABLE = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaBehind(Exception):
    """The database's tables are not those of this program; the message says how to mend it."""


def version(connection: Connection) -> str | None:
    """The migration that the database is at; None for a database without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.execute(select(_VERSION_TABLE.c.version_num)).scalar()
    return number


def migrate(connection: Connection) -> None:
    """Bring the tables up to the newest migration. A newer database than this program is refused."""
    found = version(connection)
    if found == HEAD:
        return
    if found is None:
        # A new database is made in one step, without importing Alembic; a test holds the two ways against each other.
        metadata.create_all(connection)
        _VERSION_TABLE.create(connection)
        connection.execute(_VERSION_TABLE.insert(), {"version_num": HEAD})
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise SchemaBehind(f"the database was made by another version of the program: {error}") from error


def require_current(connection: Connection) -> None:
    """Refuse to work on tables that are not this program's."""
    found = version(connection)
    if found != HEAD:
        raise SchemaBehind(
            f"the tables are at version {found or 'none'}, this program needs {HEAD}: run `jinyue migrate`"
        )
