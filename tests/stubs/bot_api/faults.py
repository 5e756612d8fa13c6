"""Things that go wrong on purpose."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from tests.stubs.bot_api.refusal import Refusal

DESCRIPTIONS = {
    401: "Unauthorized",
    429: "Too Many Requests: retry after {0}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that fails: with a refusal, or by a connection that breaks before or after the call was carried out."""

    refusal: Refusal | None = None
    breaks: Literal["before", "after"] | None = None


class Faults:
    """What will fail next, per method."""

    def __init__(self) -> None:
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def fail_next(self, method: str, code: int, *, retry_after: int | None = None, times: int = 1) -> None:
        """Answer the next calls of a method with this code; `retry_after` seconds belong to 429."""
        description = DESCRIPTIONS.get(code, "failed on purpose").format(retry_after)
        self._next[method].extend([Fault(Refusal(description, code, retry_after=retry_after))] * times)

    def reset_next(self, method: str, when: Literal["before", "after"]) -> None:
        """Break the connection of the next call of a method, before or after it is carried out."""
        self._next[method].append(Fault(breaks=when))

    def take(self, method: str) -> Fault | None:
        """What this call suffers, if anything."""
        waiting = self._next.get(method)
        return waiting.popleft() if waiting else None

    @property
    def pending(self) -> int:
        """How many are still to come."""
        return sum(map(len, self._next.values()))
