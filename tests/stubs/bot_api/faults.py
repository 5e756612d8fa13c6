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
    """One call that fails: with a refusal, or by a connection that breaks before or after it was carried out.

    Or, when it ``never`` is answered, by silence.
    """

    refusal: Refusal | None = None
    breaks: Literal["before", "after", "never"] | None = None


class Faults:
    """What will fail next, per method."""

    def __init__(self) -> None:
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def fail_next(
        self,
        method: str,
        code: int,
        description: str = "",
        *,
        retry_after: int | None = None,
        moved_to: int | None = None,
        times: int = 1,
    ) -> None:
        """Answer the next calls of a method with this code; `retry_after` seconds belong to 429."""
        words = description or DESCRIPTIONS.get(code, "failed on purpose").format(retry_after)
        refusal = Refusal(words, code, retry_after=retry_after, moved_to=moved_to)
        self._next[method].extend([Fault(refusal)] * times)

    def relent(self, method: str) -> None:
        """Answer the calls of a method again, whatever was to become of the next ones."""
        self._next[method].clear()

    def hang_next(self, method: str) -> None:
        """Carry the next call of a method out, and never answer it."""
        self._next[method].append(Fault(breaks="never"))

    def reset_next(self, method: str, when: Literal["before", "after"]) -> None:
        """Break the connection of the next call of a method, before or after it is carried out."""
        self._next[method].append(Fault(breaks=when))

    def forgive(self, method: str) -> None:
        """Let nothing fail any more that was to fail."""
        self._next[method].clear()

    def take(self, method: str) -> Fault | None:
        """What this call suffers, if anything."""
        waiting = self._next.get(method)
        return waiting.popleft() if waiting else None

    @property
    def pending(self) -> int:
        """How many are still to come."""
        return sum(map(len, self._next.values()))
