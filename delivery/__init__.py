"""What the bot says unasked: from the outbox, by lanes that keep their pace, to people."""

from delivery.night import Night
from delivery.speaking import Refused, Speaker, TooFast, Unreachable
from delivery.worker import Timing, Worker

__all__ = ["Night", "Refused", "Speaker", "Timing", "TooFast", "Unreachable", "Worker"]
