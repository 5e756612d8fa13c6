"""What time it is for the database."""

from datetime import datetime

from sqlalchemy import Connection, func, select


def database_time(connection: Connection) -> datetime:
    """PostgreSQL's own clock."""
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment
