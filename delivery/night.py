"""Quiet hours: what is not urgent waits for the morning."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Night:
    """From when until when, on the city's clock. When both are the same there is none."""

    begins: time
    ends: time
    zone: ZoneInfo

    def is_at(self, moment: datetime) -> bool:
        """Whether it is night in the city then."""
        there = moment.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= there < self.ends
        return there >= self.begins or there < self.ends
