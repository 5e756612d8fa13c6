"""`jinyue deliver` as processes of their own, to be stopped, killed, frozen and started again."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.driver.forks import Womb, give_birth


class Workers:
    """Those that are at work. Every one is a fork."""

    def __init__(self, womb: Womb) -> None:
        self._womb = womb
        self.alive: list[int] = []

    def start(self, settings: dict[str, Any], log: Path, timing: dict[str, float], clock: str, **patches: Any) -> int:
        """Start a worker; returns its process id. `patches` replace what stands in modules, by dotted names."""
        plan = {"settings": settings, "log": str(log), "timing": timing, "clock": clock, "patches": patches}
        pid = self._womb.start(plan)
        self.alive.append(pid)
        return pid

    def end(self, pid: int, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait until it is gone; returns its exit status."""
        os.kill(pid, how)
        self.alive.remove(pid)
        return self._womb.wait(pid)

    def end_all(self) -> None:
        for pid in tuple(self.alive):
            with suppress(ProcessLookupError):
                self.end(pid, signal.SIGKILL)


def _work(plan: dict[str, Any]) -> None:
    log = os.open(plan["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    status = 1
    try:
        run(plan)
        status = 0
    except BaseException:  # noqa: BLE001 - the log says what ended it
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def run(plan: dict[str, Any]) -> None:
    """Do what `jinyue deliver` does, with these settings."""
    import asyncio
    import importlib
    import threading

    import uvloop

    from bot.delivering import deliver
    from bot.logs import set_up_logs
    from bot.settings import Settings
    from bot.shelf import Shelf
    from delivery import Timing

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    for name, value in plan["patches"].items():
        module, _, attribute = name.rpartition(".")
        setattr(importlib.import_module(module), attribute, value)
    if plan["clock"]:
        _set_wrong(Path(plan["clock"]))
    settings = Settings(_env_file=None, **plan["settings"])
    set_up_logs("json", "info")
    shelf = Shelf(settings.pack_folder, settings.cache_folder, settings.thresholds)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(deliver(settings, shelf, Timing(**plan["timing"])))


def _set_wrong(file: Path) -> None:
    """Let the clock of the workers' machine be as wrong as the file says."""
    from datetime import datetime, timedelta, tzinfo

    import delivery.clock

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=float(file.read_text() or 0))

    delivery.clock.datetime = Wrong


def _end_with(parent: int) -> None:
    """Nobody is left behind when the tests are interrupted."""
    import time

    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    give_birth(_work)
