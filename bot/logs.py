"""The log: pretty on a terminal, one JSON object a line elsewhere. What people write never stands in it."""

import logging
import sys
from typing import Literal

import structlog


def set_up_logs(form: Literal["auto", "console", "json"], level: str) -> None:
    """Send our own log and the libraries' the same way, to standard error."""
    pretty = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=not pretty),
    ]
    if pretty:
        last: list[structlog.typing.Processor] = [
            structlog.dev.ConsoleRenderer(pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        # Without the values of local variables, which structlog shows unless told otherwise: people's words are there.
        stack = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        last = [structlog.processors.ExceptionRenderer(stack), structlog.processors.JSONRenderer(ensure_ascii=False)]
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    from_libraries = logging.StreamHandler(sys.stderr)
    from_libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *last,
            ],
        )
    )
    logging.basicConfig(handlers=[from_libraries], level=max(number, logging.WARNING), force=True)
