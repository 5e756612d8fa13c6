"""The desk behind ``jinyue broadcast``: each command is one of its verbs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bot.broadcast_bar import draw_progress
from bot.settings import Settings
from db import Database
from db.audience import audience_size
from db.broadcast_desk import (
    ACTS,
    note_report,
    progress_of,
    resend_unsure,
    told_to,
    unsure_of,
)
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
    Broadcast,
    BroadcastGone,
    Enclosure,
    Outdated,
    Purpose,
    WrongState,
    broadcast_of,
    broadcasts,
    draft_broadcast,
    edit_broadcast,
    enclose,
    enclosure_of,
)
from db.named_people import list_people, people_named
from db.opening import opened
from db.staff import all_staff
from db.wechat_quota import month_figure, month_of
from handlers.broadcast_report import counts, kept_lines, picture, reason_word, sheet
from handlers.broadcast_wechat import wechat_words
from handlers.broadcast_words import TITLE, too_long
from handlers.desk import Voice
from handlers.people_sheet import NotASheet, names_in
from locales import say_in

WHY: Final[dict[type[Exception], str]] = {
    Outdated: "somebody has just changed it; look at it again",
    OwnBroadcast: "nobody approves their own: somebody else has to",
    ReviewedBefore: "this person has reviewed it already: the next step needs another one",
    NotApproved: "it is not approved yet",
}
"""What is said of each refusal."""


class NotPossible(Exception):
    """It cannot be done; the message says why."""


@asynccontextmanager
async def office(settings: Settings, zone: ZoneInfo) -> AsyncIterator["Office"]:
    """The desk, with the database open; `zone` is the city's. What it cannot do is raised as `NotPossible`."""
    try:
        async with opened(settings.database_url) as database:
            yield Office(settings, zone, database, Console())
    except BroadcastGone as gone:
        raise NotPossible(f"there is no broadcast {gone}; `jinyue broadcast list` shows them") from gone
    except WrongState as refusal:
        raise NotPossible(f"this cannot be done with a broadcast that is {refusal.state}") from refusal
    except Incomplete as missing:
        raise NotPossible(f"its {missing} is missing") from missing
    except tuple(WHY) as refusal:
        raise NotPossible(WHY[type(refusal)]) from refusal


class Office:
    """What can be done. `by` is a name of the staff. Times are read and shown on the clock of `zone`."""

    def __init__(self, settings: Settings, zone: ZoneInfo, database: Database, screen: Console) -> None:
        self._settings = settings
        self._zone = zone
        self._database = database
        self._screen = screen

    async def show_all(self) -> None:
        table = Table("number", "state", "purpose", "title", "for", "messages")
        for one in await self._database.reading(broadcasts, limit=50):
            size = await self._database.reading(audience_size, broadcast=one)
            made = "" if one.recipients is None else str(one.recipients)
            table.add_row(str(one.id), await self._state(one), one.purpose, one.title, str(size), made)
        self._screen.print(table)

    async def show(self, number: int) -> None:
        told = await self._told(number)
        lines = [f"broadcast {told.id}, version {told.version}: {await self._state(told)}"]
        lines += [f"{one}: {told.content[one]['text']}" for one in ("zh", "en") if one in told.content]
        file = await self._database.reading(enclosure_of, broadcast_id=number)
        if file is not None:
            lines.append(f"{file.kind}: {file.name}, {len(file.content)} bytes")
        size = await self._database.reading(audience_size, broadcast=told)
        lines.append(f"for: {told.purpose} {told.audience}, {size} people now")
        lines += await self._wechat(told)
        for one in await self._database.reading(reviews_of, broadcast_id=number):
            verdict = "agreed" if one.agreed else f"sent back: {one.remark}"
            lines.append(f"version {one.version}, review {one.step} by {one.by}: {verdict}")
        if told.send_at is not None:
            lines.append(f"goes out: {self._moment(told.send_at)}")
        self._screen.print("\n".join(lines), markup=False)

    async def write(
        self,
        *,
        by: str,
        purpose: Purpose,
        content: dict[str, Any],
        audience: dict[str, Any],
        file: tuple[Any, str, str, bytes] | None,
        people: bytes | None,
        urgent: bool,
    ) -> None:
        actor, now = await self._actor(by), datetime.now(UTC)
        users: frozenset[int] = frozenset()
        if people is not None:
            users = await self._listed(people)
            audience = {**audience, "listed": True}
        told = await self._database.writing(
            draft_broadcast,
            by=actor,
            title=content["zh"]["text"].splitlines()[0][:TITLE],
            purpose=purpose,
            content=content,
            audience=audience,
            reviews_needed=self._settings.review_steps,
            now=now,
        )
        if users:
            await self._database.writing(list_people, broadcast_id=told.id, users=users)
        changed: dict[str, Any] = {"broadcast_id": told.id, "by": actor, "now": now}
        if urgent:
            told = await self._database.writing(
                edit_broadcast, **changed, version=told.version, changes={"urgent": True}
            )
        if file is not None:
            told = await self._database.writing(enclose, **changed, version=told.version, file=Enclosure(*file, {}))
        self._screen.print("\n".join([f"broadcast {told.id} is a draft", *await self._wechat(told)]), markup=False)

    async def submit(self, number: int, by: str) -> None:
        told, actor = await self._told(number), await self._actor(by)
        if too_long(told, with_file=await self._database.reading(enclosure_of, broadcast_id=number) is not None):
            raise NotPossible("its text is too long for some channel: 3500 signs at most, 850 with a picture or a file")
        await self._database.writing(
            submit_broadcast, broadcast_id=number, version=told.version, by=actor, now=datetime.now(UTC)
        )
        self._screen.print(f"broadcast {number} waits for {told.reviews_needed} to agree")

    async def review(self, number: int, by: str, *, agreed: bool, remark: str | None = None) -> None:
        told, actor = await self._told(number), await self._actor(by)
        left = await self._database.writing(
            review_broadcast,
            broadcast_id=number,
            version=told.version,
            by=actor,
            agreed=agreed,
            remark=remark,
            now=datetime.now(UTC),
        )
        if not agreed:
            self._screen.print(f"broadcast {number} is a draft again")
        else:
            self._screen.print(f"broadcast {number}: {f'{left} more have to agree' if left else 'approved'}")

    async def send(self, number: int, by: str, at: datetime | None) -> None:
        """Let it go out when the city's clocks show `at`; now without."""
        told, actor, now = await self._told(number), await self._actor(by), datetime.now(UTC)
        scheduled = await self._database.writing(
            schedule_broadcast,
            broadcast_id=number,
            version=told.version,
            by=actor,
            send_at=at.replace(tzinfo=self._zone) if at else now,
            now=now,
        )
        self._screen.print(f"broadcast {number} goes out from {self._moment(scheduled.send_at or now)} on")

    async def watch(self, number: int) -> None:
        """Draw a bar until it is through; the running bot sends, this only looks."""
        await draw_progress(self._database, number, self._screen)

    async def act(self, name: str, number: int, by: str) -> None:
        actor, now = await self._actor(by), datetime.now(UTC)
        done = await self._database.writing(ACTS[name], broadcast_id=number, by=actor, now=now)
        told = await self._told(number)
        self._screen.print(f"broadcast {number} is {told.state}" + ("" if done is None else f"; {done} messages"))

    async def show_unsure(self, number: int) -> None:
        table = Table("user", "channel", "reason", f"since ({self._zone})")
        after = 0
        while found := await self._database.reading(unsure_of, broadcast_id=number, after=after):
            for one in found:
                table.add_row(
                    str(one.user_id),
                    one.lane,
                    one.reason or "",
                    f"{one.since.astimezone(self._zone):%Y-%m-%d %H:%M:%S}",
                )
            after = found[-1].id
        self._screen.print(table)

    async def resend_unsure(self, number: int, by: str) -> None:
        actor, again, after = await self._actor(by), 0, 0
        while found := await self._database.reading(unsure_of, broadcast_id=number, after=after):
            again += await self._database.writing(
                resend_unsure,
                broadcast_id=number,
                outbox_ids=[one.id for one in found],
                by=actor,
                now=datetime.now(UTC),
            )
            after = found[-1].id
        self._screen.print(f"broadcast {number} is said again to {again} in doubt")

    async def report(self, number: int, by: str, folder: Path) -> None:
        actor, now = await self._actor(by), datetime.now(UTC)
        found = await self._database.reading(progress_of, broadcast_id=number, now=now)
        voice = Voice(language="zh", say=say_in("zh"), zone=self._zone, now=now)
        table = Table("result", "reason", "messages")
        for state, some in counts(found).items():
            table.add_row(state, "", str(some))
            for (of, reason), part in sorted(found.reasons.items()):
                if of == state:
                    table.add_row("", reason_word(voice, reason), str(part))
        self._screen.print(table)
        for line in kept_lines(voice, found):
            self._screen.print(line)
        rows = await self._database.reading(told_to, broadcast_id=number, limit=1_000_000)
        await self._database.writing(note_report, broadcast_id=number, by=actor, now=now)
        for ending, content in (("png", picture(found)), ("xlsx", sheet(voice, rows, found))):
            path = folder / f"broadcast-{number}.{ending}"
            try:
                path.write_bytes(content)
            except OSError as error:
                raise NotPossible(f"{path}: {error.strerror}") from error
            self._screen.print(str(path))

    async def _wechat(self, told: Broadcast) -> list[str]:
        figure = await self._database.reading(month_figure, month=month_of(datetime.now(UTC)), broadcast=told)
        file = await self._database.reading(enclosure_of, broadcast_id=told.id)
        return wechat_words(say_in("en"), told, figure, with_file=file is not None)

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M} ({self._zone})"

    async def _told(self, number: int) -> Broadcast:
        return await self._database.reading(broadcast_of, broadcast_id=number)

    async def _actor(self, name: str) -> str:
        members = await self._database.reading(all_staff)
        found = next((one for one in members if one.name == name and one.joined), None)
        if found is None:
            raise NotPossible(f"there is nobody on the staff called {name} who has joined; see `jinyue staff list`")
        return f"staff:{found.id}"

    async def _listed(self, content: bytes) -> frozenset[int]:
        try:
            rows = names_in(content)
        except NotASheet as error:
            raise NotPossible("the list is neither a spreadsheet nor a csv") from error
        named = await self._database.reading(people_named, names=[name for _, name in rows])
        for place in named.unknown:
            self._screen.print(f"row {rows[place][0]}, {rows[place][1]!r}: nobody", markup=False)
        if not named.users:
            raise NotPossible("the list names nobody")
        return named.users

    async def _state(self, told: Broadcast) -> str:
        approved = not await self._database.reading(approvals_left, about=told)
        return "approved" if told.state == "pending_approval" and approved else told.state
