"""What can be wrong with a pack, said so that whoever wrote the pack can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where it stands (file relative to the pack, line from 1), and what would be right."""

    file: str
    line: int
    field: str
    what: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field or 'file'}: {self.what}; allowed: {self.allowed}"


class PackError(Exception):
    """A pack that can't be used. `problems` holds everything that was found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[PackError], tuple[tuple[Problem, ...]]]:
        """Let it travel from the process that prepared the pack to the one that asked."""
        return type(self), (self.problems,)
