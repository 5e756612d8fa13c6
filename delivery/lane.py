"""One lane at work: takes waves in hand and lets each message leave in its place, the most urgent first."""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

import structlog

from db import Database, DatabaseUnavailable
from db.delivering import Claimed, View, Wave, claim_wave, look
from db.lanes import LOOK_AHEAD, more_places, pause_lane, stop_lane
from db.outcomes import GIVEN_BACK, Outcome, give_back_unknown
from db.routing import route_due
from db.wechat_lists import Together
from delivery.clock import Clock
from delivery.ledger import Ledger
from delivery.speaking import Refused, Speaker, SpeaksToMany, TooFast, Unreachable

TICK: Final = 0.005
"""Seconds that messages may leave early, so that at a high pace several leave at one waking."""
HASTE: Final = 0.0003
"""Seconds by which late messages catch up with their places, each: they do not all leave at once."""
LATE: Final = 0.1
"""Seconds, or two gaps where they are longer, after which a place counts as missed."""
LONGEST_REST: Final = 30.0
"""Seconds at most between two tries to reach the channel."""

logger = structlog.get_logger(__name__)


class LaneAtWork:
    """Sends what leaves by one lane, as one of any number of workers."""

    def __init__(
        self,
        name: str,
        speaker: Speaker,
        database: Database,
        ledger: Ledger,
        *,
        others: Collection[str],
        worker: int,
        clock: Clock,
        is_night: Callable[[datetime], bool],
        weekly: int,
        poll: float,
        lease: float,
    ) -> None:
        self.name = name
        self._speaker = speaker
        self._database = database
        self._ledger = ledger
        self._others = others
        self._worker = worker
        self._clock = clock
        self._is_night = is_night
        self._weekly = weekly
        self._poll = poll
        self._lease = lease
        # In hand and not begun: priority, order, until when it may be begun, the message.
        self._ready: list[tuple[int, int, float, Claimed]] = []
        self._places: deque[float] = deque()
        self._order = 0
        self._begun: dict[asyncio.Task[None], Claimed] = {}
        self._gap = 0.0
        self._left_at = 0.0
        self._news = asyncio.Event()
        # The first message goes alone, and so does the first after every trouble: the others follow its answer.
        self._proven = False
        self._unreached = 0
        self._rest_until = 0.0
        self._lost_sight = False
        self._stopping = False

    async def run(self) -> None:
        """Work until told to stop; when the database is away, wait for it."""
        async with asyncio.TaskGroup() as tasks:
            leaving = tasks.create_task(self._let_leave(tasks))
            away = 0
            while not self._stopping:
                try:
                    pause = await self._claim()
                    away = 0
                except DatabaseUnavailable as error:
                    self._lost_sight = True
                    away = min(away + 1, 5)
                    pause = 0.1 * 2**away
                    logger.warning("database_unavailable", lane=self.name, error=str(error))
                except Exception:
                    logger.exception("claiming_failed", lane=self.name)
                    pause = 1.0
                await asyncio.sleep(pause)
            self._give_back()
            leaving.cancel()

    def stop(self) -> None:
        """Begin nothing more. What is begun is waited for by `run`, until `abandon`."""
        self._stopping = True

    def abandon(self) -> None:
        """Wait no longer for what is begun: it may arrive or not."""
        for task in self._begun:
            task.cancel()

    @property
    def _in_hand(self) -> int:
        return len(self._ready) + len(self._begun) + self._ledger.unwritten.get(self.name, 0)

    async def _claim(self) -> float:
        """Look what there is and take some in hand; returns how many seconds to wait until the next time."""
        if self._lost_sight:
            await self._find_lost()
        if (rest := self._rest_until - asyncio.get_running_loop().time()) > 0:
            return min(rest, self._poll)
        now = self._clock.now()
        night = self._is_night(now)
        view = await self._database.reading(look, lane=self.name, night=night, now=now)
        if self._stopping:
            return 0.0
        if view.unrouted:
            await self._database.writing(route_due, channels=self._others, now=now)
            return 0.0
        if view.lane.free_in != 0:
            self._give_back()
            return self._poll
        if missed := len(self._ready) - len(self._places):
            await self._find_places(missed)
        # No more than a second's messages: that is what is in doubt when this worker dies.
        room = max(2, round(view.lane.per_second)) - self._in_hand
        # One list after the other: then a pause holds within one.
        waits = view.notices or (view.broadcast is not None and not self._has_a_list)
        if room < 1 or not (view.awaited or (waits and self._runs_dry(view))):
            return self._until_dry(waits=waits)
        together = await self._together(view)
        now, then = self._clock.now(), asyncio.get_running_loop().time()
        wave = await self._database.writing(
            claim_wave,
            lane=self.name,
            worker=self._worker,
            room=room,
            lease=timedelta(seconds=self._lease),
            night=night,
            weekly=self._weekly,
            now=now,
            together=together,
        )
        self._take(wave, then + (wave.first - now).total_seconds(), begin_until=then + self._lease / 2)
        return 0.0 if wave.more else self._until_dry(waits=waits)

    async def _together(self, view: View) -> Together | None:
        """Of which broadcast a list may be taken in hand, if this lane says anything to many at once."""
        if not isinstance(self._speaker, SpeaksToMany):
            return None
        if view.broadcast is None or self._has_a_list:
            return Together()
        return Together(view.broadcast, await self._speaker.together(view.broadcast))

    @property
    def _has_a_list(self) -> bool:
        waiting = (message for *_, message in self._ready)
        return self._ledger.has_a_list(self.name) or any(
            message.mass is not None for message in (*waiting, *self._begun.values())
        )

    async def _find_places(self, missed: int) -> None:
        now, then = self._clock.now(), asyncio.get_running_loop().time()
        first, gap = await self._database.writing(more_places, name=self.name, places=missed, now=now)
        start = then + (first - now).total_seconds()
        self._places.extend(start + number * gap for number in range(missed))
        self._news.set()

    def _runs_dry(self, view: View) -> bool:
        return (view.lane.next_at - self._clock.now()).total_seconds() <= LOOK_AHEAD

    def _until_dry(self, *, waits: bool) -> float:
        if len(self._ready) > len(self._places):
            return 0.01
        if not waits:
            return self._poll
        ahead = self._places[-1] - asyncio.get_running_loop().time() if self._places else 0.0
        return min(self._poll, max(0.01, ahead - LOOK_AHEAD / 2))

    async def _find_lost(self) -> None:
        """Give back what was taken in hand in the moment when the database went away."""
        known = {message.id for *_, message in self._ready} | {message.id for message in self._begun.values()}
        known |= self._ledger.knows(self.name)
        found = await self._database.writing(
            give_back_unknown, worker=self._worker, lane=self.name, known=known, now=self._clock.now()
        )
        if found:
            logger.info("found_again", lane=self.name, messages=found)
        self._lost_sight = False

    def _take(self, wave: Wave, first: float, *, begin_until: float) -> None:
        self._gap = wave.gap
        for number, message in enumerate(wave.messages):
            self._order += 1
            heapq.heappush(self._ready, (message.priority, self._order, begin_until, message))
            self._places.append(first + number * wave.gap)
        if self._rest_until > asyncio.get_running_loop().time():
            self._give_back()
        self._news.set()

    def _give_back(self) -> None:
        """Put back what is not begun."""
        for *_, message in self._ready:
            self._ledger.note(message, GIVEN_BACK)
        self._ready.clear()
        self._places.clear()

    async def _let_leave(self, tasks: asyncio.TaskGroup) -> None:
        """Begin each message in its place."""
        clock = asyncio.get_running_loop().time
        while True:
            while not (self._ready and self._places):
                self._news.clear()
                await self._news.wait()
            if self._begun and not self._proven:
                await asyncio.wait(tuple(self._begun), return_when=asyncio.FIRST_COMPLETED)
                continue
            if clock() - self._places[0] > max(2 * self._gap, LATE):
                # Another worker may be using the next ones already: both together would be too fast.
                self._places.popleft()
                continue
            place = max(self._places[0], self._left_at + self._gap - HASTE)
            if (wait := place - clock()) > TICK:
                # Looked at again then: something more urgent may have come, or everything been given back.
                await asyncio.sleep(wait - TICK / 2)
                continue
            self._places.popleft()
            *_, begin_until, message = heapq.heappop(self._ready)
            if clock() > begin_until:
                # This worker stood still for long: others may count the message as lost by now.
                self._ledger.note(message, GIVEN_BACK)
                continue
            self._left_at = max(place, clock() - TICK)
            task = tasks.create_task(self._say(message))
            self._begun[task] = message
            task.add_done_callback(self._begun.pop)

    async def _say(self, message: Claimed) -> None:
        try:
            outcome = await self._speaker.say(message)
        except (Unreachable, TooFast, Refused) as trouble:
            self._proven = False
            self._give_back()
            await self._hold(trouble)
            self._ledger.note(message, GIVEN_BACK)
            return
        except asyncio.CancelledError:
            outcome = Outcome("unsure", "stopped")
        except Exception:
            # One message that cannot be said must not stop the others.
            logger.exception("cannot_be_said", outbox=message.id, lane=self.name, kind=message.kind)
            outcome = Outcome("failed", "cannot_be_said", general=True)
        self._ledger.note(message, outcome)
        self._unreached, self._proven = 0, True
        if not self._ready and len(self._begun) == 1:
            self._ledger.hurry()

    async def _hold(self, trouble: Unreachable | TooFast | Refused) -> None:
        """Let nothing leave by this lane: here, or whoever sends."""
        if isinstance(trouble, Unreachable):
            self._rest(trouble)
            return
        # Until everybody knows.
        self._rest_until = asyncio.get_running_loop().time() + self._poll
        try:
            if isinstance(trouble, TooFast):
                logger.warning("lane_paused", lane=self.name, seconds=trouble.seconds)
                await self._database.writing(
                    pause_lane, name=self.name, seconds=trouble.seconds, reason=str(trouble), now=self._clock.now()
                )
            else:
                logger.error("lane_stopped", lane=self.name, reason=str(trouble))
                await self._database.writing(stop_lane, name=self.name, reason=str(trouble), now=self._clock.now())
        except DatabaseUnavailable as error:
            # Whoever sends next meets the same trouble, and says so then.
            logger.warning("database_unavailable", lane=self.name, error=str(error))

    def _rest(self, trouble: Unreachable) -> None:
        """Try again here after a while, which is longer each time; other workers may fare better."""
        now = asyncio.get_running_loop().time()
        if now < self._rest_until:
            return
        rest = min(0.25 * 2**self._unreached, LONGEST_REST)
        self._unreached = min(self._unreached + 1, 10)
        self._rest_until = now + rest
        logger.warning("channel_unreachable", lane=self.name, reason=str(trouble), next_try_seconds=rest)
