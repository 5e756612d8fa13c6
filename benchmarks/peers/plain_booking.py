"""The same booking without the program: the rows that a booking writes, in plain asyncpg and as a script of pgbench."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

TAKE = "UPDATE pool SET taken = taken + 1 WHERE id = $1 AND taken + 1 <= capacity RETURNING id"
REGISTER = """INSERT INTO registration
(user_id, slot_id, ticket_id, status, party, code, details, created_at, changed_at, version)
VALUES ($1, $2, $3, 'confirmed', 1, $4, '{}', $5, $5, 1) RETURNING id"""
CLAIM = "INSERT INTO claim (registration_id, pool_id, units) VALUES ($1, $2, 1)"
MOVE = "INSERT INTO booking_move (registration_id, to_status, by_user, key, at) VALUES ($1, 'confirmed', $2, $3, $4)"
TELL = """INSERT INTO outbox (key, user_id, kind, data, due_at, state, priority, attempts, created_at, changed_at)
VALUES ($1, $2, 'remind', '{}', $3, 'queued', 1, 0, $3, $3)"""


async def book_plainly(
    url: str, places: Sequence[tuple[int, int, int]], users: Sequence[int], connections: int
) -> list[float]:
    """Book once for each user, in turns at the places (slot, ticket, pool); returns the seconds that each took."""
    took: list[float] = []
    async with asyncpg.create_pool(url, min_size=connections, max_size=connections) as pool:

        async def some(first: int) -> None:
            for number in range(first, len(users), connections):
                async with pool.acquire() as connection:
                    start = time.perf_counter()
                    await book_one(connection, places[number % len(places)], users[number])
                    took.append(time.perf_counter() - start)

        async with asyncio.TaskGroup() as group:
            for first in range(connections):
                group.create_task(some(first))
    return took


async def book_one(connection: asyncpg.Connection, place: tuple[int, int, int], user: int) -> None:
    slot, ticket, pool = place
    now = datetime.now(UTC)
    async with connection.transaction():
        if await connection.fetchval(TAKE, pool) is None:
            raise SystemExit("there are no seats left to measure with")
        made = await connection.fetchval(REGISTER, user, slot, ticket, secrets.token_hex(8), now)
        await connection.execute(CLAIM, made, pool)
        await connection.execute(MOVE, made, user, f"plain:{user}", now)
        await connection.executemany(TELL, [(f"remind:reg{made}:{hours}h", user, now) for hours in (24, 2)])


PGBENCH = """\\set place random(1, {places})
SELECT nextval('bench_user') AS who \\gset
SELECT slot, ticket, pool FROM bench_place WHERE id = :place \\gset
BEGIN;
UPDATE pool SET taken = taken + 1 WHERE id = :pool AND taken + 1 <= capacity RETURNING id;
INSERT INTO registration
  (user_id, slot_id, ticket_id, status, party, code, details, created_at, changed_at, version)
  VALUES (:who, :slot, :ticket, 'confirmed', 1, 'pgb' || :who, '{{}}', now(), now(), 1) RETURNING id AS made \\gset
INSERT INTO claim (registration_id, pool_id, units) VALUES (:made, :pool, 1);
INSERT INTO booking_move (registration_id, to_status, by_user, key, at)
  VALUES (:made, 'confirmed', :who, 'pgb:' || :who, now());
INSERT INTO outbox (key, user_id, kind, data, due_at, state, priority, attempts, created_at, changed_at) VALUES
  ('remind:reg' || :made || ':24h', :who, 'remind', '{{}}', now(), 'queued', 1, 0, now(), now()),
  ('remind:reg' || :made || ':2h', :who, 'remind', '{{}}', now(), 'queued', 1, 0, now(), now());
COMMIT;
"""
"""What pgbench runs. The places are rows of ``bench_place``, the users come from ``bench_user``."""
