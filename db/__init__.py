"""What the bot remembers: the tables, and the transactions on them.

An *operation* is a plain function ``operation(connection, *, …)`` over SQLAlchemy Core that takes ``now`` where it
needs the time, and returns frozen dataclasses or raises one of the room's named errors. ``Database.reading`` and
``Database.writing`` are the only two doors through which operations run.
"""

from db.database import Database, DatabaseUnavailable
from db.schema import SchemaBehind

__all__ = ["Database", "DatabaseUnavailable", "SchemaBehind"]
