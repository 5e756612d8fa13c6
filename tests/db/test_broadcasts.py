"""What becomes of a broadcast until it goes out: written, changed, reviewed by others, scheduled."""

from datetime import timedelta

import pytest

from db.broadcast_reviews import (
    Incomplete,
    NotApproved,
    OwnBroadcast,
    ReviewedBefore,
    approvals_left,
    review_broadcast,
    reviews_of,
    schedule_broadcast,
    submit_broadcast,
)
from db.broadcasts import (
    BroadcastGone,
    Enclosure,
    Outdated,
    WrongState,
    broadcast_of,
    broadcasts,
    discard_broadcast,
    edit_broadcast,
    enclose,
    enclosure_of,
)
from db.outbox_tables import outbox
from db.own_data import erase
from db.personal_tables import audit
from db.staff import remove_staff
from tests.db.broadcast_office import WORDS, Press
from tests.db.conftest import NOON


@pytest.fixture
def press(database):
    return Press(database)


async def submit(press, told, by):
    return await press.run(submit_broadcast, broadcast_id=told.id, version=told.version, by=by, now=NOON)


async def review(press, told, by, *, agreed=True, **given):
    return await press.run(
        review_broadcast, broadcast_id=told.id, version=told.version, by=by, agreed=agreed, now=NOON, **given
    )


async def schedule(press, told, by, at=NOON):
    return await press.run(schedule_broadcast, broadcast_id=told.id, version=told.version, by=by, send_at=at, now=NOON)


async def edit(press, told, by, **changes):
    return await press.run(edit_broadcast, broadcast_id=told.id, version=told.version, by=by, now=NOON, changes=changes)


async def state(press, told):
    return (await press.run(broadcast_of, broadcast_id=told.id)).state


async def outbox_of(press):
    found = await press.database.reading(lambda connection: connection.execute(outbox.select()).all())
    return [(row.kind, row.user_id) for row in found]


async def test_another_person_lets_it_out(press):
    author, other = await press.member("editor"), await press.member("head")
    told = await press.draft(author)
    with pytest.raises(WrongState):
        await review(press, told, other)
    await submit(press, told, author)
    assert await outbox_of(press) == [("review_wanted", press.people["head"].user_id)]
    with pytest.raises(OwnBroadcast):
        await review(press, told, author)
    with pytest.raises(NotApproved):
        await schedule(press, told, author)
    assert await review(press, told, other) == 0
    assert ("review_done", press.people["editor"].user_id) in await outbox_of(press)
    with pytest.raises(ReviewedBefore):
        await review(press, told, other)
    at = NOON + timedelta(hours=3)
    scheduled = await schedule(press, told, author, at)
    assert (scheduled.state, scheduled.send_at) == ("scheduled", at)
    assert (await schedule(press, told, author, NOON)).send_at == NOON
    actions = [row.action for row in await press.database.reading(lambda c: c.execute(audit.select()).all())]
    assert actions[-5:] == [
        "broadcast_drafted",
        "broadcast_submitted",
        "broadcast_approved",
        "broadcast_scheduled",
        "broadcast_scheduled",
    ]


async def test_three_steps_need_three_people(press):
    author = await press.member("editor")
    others = [await press.member(name) for name in ("first", "second", "third", "fourth")]
    told = await press.draft(author, reviews_needed=3)
    await submit(press, told, author)
    assert await review(press, told, others[0]) == 2
    with pytest.raises(ReviewedBefore):
        await review(press, told, others[0])
    assert await review(press, told, others[1]) == 1
    with pytest.raises(NotApproved):
        await schedule(press, told, author)
    assert await review(press, told, others[2]) == 0
    with pytest.raises(WrongState):
        await review(press, told, others[3])
    found = await press.run(reviews_of, broadcast_id=told.id)
    assert [(one.step, one.by) for one in found] == [(1, "first"), (2, "second"), (3, "third")]


async def test_one_person_under_two_names_is_one_person(press, database):
    author, other = await press.member("editor"), await press.member("head")
    code_of = press.people["editor"].user_id
    told = await press.draft(author)
    await submit(press, told, author)

    def become_one(connection):
        from sqlalchemy import update

        from db.personal_tables import staff

        connection.execute(update(staff).where(staff.c.name == "head").values(user_id=code_of))

    await press.run(become_one)
    with pytest.raises(OwnBroadcast):
        await review(press, told, other)


async def test_an_edit_makes_it_a_draft_whose_reviews_do_not_count(press):
    author, other = await press.member("editor"), await press.member("head")
    told = await press.draft(author)
    await submit(press, told, author)
    await review(press, told, other)
    await schedule(press, told, author)
    edited = await edit(press, told, author, content={"zh": {"text": "周日", "entities": []}})
    assert (edited.state, edited.version, edited.send_at) == ("draft", 2, None)
    assert await press.run(approvals_left, about=edited) == 1
    with pytest.raises(Outdated):
        await edit(press, told, author, content=WORDS)
    await submit(press, edited, author)
    with pytest.raises(Outdated):
        await review(press, told, other)
    with pytest.raises(NotApproved):
        await schedule(press, edited, author)


async def test_what_is_sent_back_is_a_draft_and_its_author_reads_why(press):
    author, other = await press.member("editor"), await press.member("head")
    told = await press.draft(author)
    await submit(press, told, author)
    await review(press, told, other, agreed=False, remark="时间写错了")
    back = await press.run(broadcast_of, broadcast_id=told.id)
    assert (back.state, back.version) == ("draft", 2)
    rows = await press.database.reading(lambda connection: connection.execute(outbox.select()).all())
    assert [(row.user_id, row.data["remark"]) for row in rows if row.kind == "review_declined"] == [
        (press.people["editor"].user_id, "时间写错了")
    ]
    await submit(press, back, author)
    assert await review(press, back, other) == 0


@pytest.mark.parametrize(
    ("missing", "draft"),
    [
        ("text", {"content": {}}),
        ("audience", {"audience": {}}),
        ("audience", {"audience": {"language": "zh"}}),
        ("audience", {"purpose": "notice", "audience": {"topic": "activities"}}),
    ],
)
async def test_what_is_not_whole_is_not_submitted(press, missing, draft):
    author = await press.member("editor")
    told = await press.draft(author, **draft)
    with pytest.raises(Incomplete, match=missing):
        await submit(press, told, author)
    assert await state(press, told) == "draft"


async def test_what_has_begun_is_neither_changed_nor_thrown_away(press):
    from sqlalchemy import update

    from db.broadcast_tables import broadcast

    author = await press.member("editor")
    told = await press.draft(author)
    await press.run(lambda connection: connection.execute(update(broadcast).values(state="sending")))
    with pytest.raises(WrongState, match="sending"):
        await edit(press, told, author, urgent=True)
    with pytest.raises(WrongState, match="sending"):
        await press.run(discard_broadcast, broadcast_id=told.id, by=author, now=NOON)


async def test_a_file_goes_along_one_at_a_time(press):
    author = await press.member("editor")
    told = await press.draft(author)
    for kind in ("picture", "document"):
        told = await press.run(
            enclose,
            broadcast_id=told.id,
            version=told.version,
            by=author,
            now=NOON,
            file=Enclosure(kind, "a.bin", "image/png", b"\0\1", {}),
        )
    found = await press.run(enclosure_of, broadcast_id=told.id)
    assert (found.kind, found.content, told.version) == ("document", b"\0\1", 3)
    told = await press.run(enclose, broadcast_id=told.id, version=told.version, by=author, now=NOON, file=None)
    assert await press.run(enclosure_of, broadcast_id=told.id) is None


async def test_thrown_away_is_gone(press):
    author, other = await press.member("editor"), await press.member("head")
    told = await press.draft(author)
    await submit(press, told, author)
    await review(press, told, other)
    await press.run(discard_broadcast, broadcast_id=told.id, by=author, now=NOON)
    assert await press.run(broadcasts) == []
    with pytest.raises(BroadcastGone):
        await press.run(broadcast_of, broadcast_id=told.id)


async def test_it_outlives_its_author_s_and_reviewer_s_roles(press):
    author, other = await press.member("editor"), await press.member("head")
    told = await press.draft(author)
    await submit(press, told, author)
    await review(press, told, other)
    await press.run(remove_staff, name="editor", now=NOON)
    await press.run(erase, user_id=press.people["head"].user_id, now=NOON)
    assert [one.by for one in await press.run(reviews_of, broadcast_id=told.id)] == [other]
    assert await press.run(approvals_left, about=told) == 0
