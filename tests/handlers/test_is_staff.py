"""The filter that lets only staff through."""

from datetime import UTC, datetime

import pytest

from db import Database, people
from db.staff import add_staff, join_staff
from db.vault import Vault
from handlers.filters import IsStaff

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VAULT = Vault([bytes(32)])


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("role", "asked", "passes"),
    [
        ("events", ("events", "mixer"), True),
        ("events", ("mixer",), False),
        ("mixer", (), True),
        (None, (), False),
        (None, ("admin",), False),
    ],
)
async def test_who_passes(database, role, asked, passes):
    she = await database.writing(people.recognise, channel="web", external_id="she", language="zh", now=NOON)
    if role:
        code = await database.writing(add_staff, vault=VAULT, name="小李", role=role, now=NOON)
        await database.writing(join_staff, vault=VAULT, user_id=she.user_id, code=code, now=NOON)
    found = await IsStaff(*asked)(None, database=database, person=she)
    assert bool(found) is passes
    if passes:
        assert found["staff"].roles == {role}
