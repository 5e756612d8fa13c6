"""Two accounts become one person, or a step goes on elsewhere, by a code that is good once."""

import asyncio
from datetime import timedelta

import pytest

from db import people
from db.codes import TooManyTries, make_code
from db.linking import IsStaff, continue_step, link
from db.staff import roles_of
from tests.db.conftest import NOON
from tests.db.somebody import VAULT, met, somebody


async def test_a_link_code_is_good_for_one_and_not_for_long(database):
    maker, first, second = [await met(database, name) for name in ("maker", "first", "second")]
    code = await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=maker.user_id, now=NOON)
    late = NOON + timedelta(minutes=10, seconds=1)
    assert await database.writing(link, vault=VAULT, user_id=first.user_id, code=code, now=late) is None
    joined = await asyncio.gather(
        *(database.writing(link, vault=VAULT, user_id=one.user_id, code=code, now=NOON) for one in (first, second))
    )
    assert sorted(joined, key=str) == [maker.user_id, None]


async def test_few_codes_may_be_asked_for(database):
    maker = await met(database, "maker")
    for _ in range(5):
        await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=maker.user_id, now=NOON)
    with pytest.raises(TooManyTries):
        await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=maker.user_id, now=NOON)
    later = NOON + timedelta(minutes=10)
    assert await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=maker.user_id, now=later)


async def test_a_role_never_goes_to_whoever_sent_a_code(database):
    attacker = await met(database, "attacker")
    member = await somebody(database, "web", "member")
    code = await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=attacker.user_id, now=NOON)
    with pytest.raises(IsStaff):
        await database.writing(link, vault=VAULT, user_id=member.user_id, code=code, now=NOON)
    assert (await database.reading(roles_of, user_id=attacker.user_id)).roles == frozenset()


async def test_a_step_goes_on_as_the_same_user(database):
    maker = await somebody(database, "telegram", "4242")
    asked = {"vault": VAULT, "channel": "web", "language": "zh", "now": NOON}

    async def new_step():
        return await database.writing(
            make_code, vault=VAULT, kind="step", subject="book:zh:7", user_id=maker.user_id, now=NOON
        )

    went = await database.writing(
        continue_step, code=await new_step(), account="stranger", fresh_account="unused", **asked
    )
    assert (went.person.user_id, went.step, went.anew, went.person.language) == (
        maker.user_id,
        "book:zh:7",
        False,
        "en",
    )
    known = await somebody(database, "web", "known")
    went = await database.writing(continue_step, code=await new_step(), account="known", fresh_account="fresh", **asked)
    assert (went.person.user_id, went.anew) == (maker.user_id, True)
    assert went.person.identity_id != known.identity_id
    assert (await database.reading(people.find, channel="web", external_id="known")).user_id == known.user_id
    assert await database.writing(continue_step, code="x" * 32, account="a", fresh_account="b", **asked) is None
