"""The figures that ``/metrics`` shows. None of them names a person."""

from prometheus_client import Counter, Histogram

incoming = Counter("jinyue_incoming_total", "Messages that came in", ["channel", "delivery"])
answered = Counter("jinyue_answered_total", "Sentences by what was decided about them", ["channel", "decision"])
failures = Counter("jinyue_failures_total", "Messages whose handling failed", ["channel"])
throttled = Counter("jinyue_throttled_total", "Messages held back because they came too fast", ["channel"])
outgoing = Counter("jinyue_outgoing_total", "Calls of a channel by how they ended", ["channel", "method", "outcome"])
handling_seconds = Histogram(
    "jinyue_handling_seconds",
    "Seconds from taking a message in hand to having answered it",
    ["channel"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
