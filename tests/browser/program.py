"""`jinyue run` in a process of its own, as an operator starts it; it can be killed and started again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

STOPS_WITHIN = 15.0
"""Seconds that a polite stop may take."""


class Program:
    """The program on its own SQLite file in `folder`. `data` keeps the prepared pack and may be shared."""

    def __init__(self, folder: Path, data: Path, **settings: str) -> None:
        self.address = ""
        self._folder = folder
        self._log = folder / "log.jsonl"
        self._process: subprocess.Popen[str] | None = None
        self._environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PORT": "0",
            "DATABASE_URL": f"sqlite:///{folder}/jinyue.db",
            "DATA_DIR": str(data),
            "PACK": "wujin",
            "THROTTLE_PER_MINUTE": "0",
            "LOG_FORMAT": "json",
            **settings,
        }

    @property
    def database_url(self) -> str:
        """Its database."""
        return self._environment["DATABASE_URL"]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it says where the page is; the second time, at the same address."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self._folder,  # no .env is there
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said:
            self.kill()
            raise AssertionError(f"the program does not start:\n{self._log.read_text()}")
        self.address = said.split()[-1].rstrip("/")
        self._environment["PORT"] = str(urlsplit(self.address).port)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def stop(self) -> None:
        """End it as an operator does."""
        if self._process is not None:
            self._process.terminate()
            try:
                code = self._process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
                raise
            finally:
                self._forget()
            assert code == 0, self._log.read_text()

    def _forget(self) -> None:
        process, self._process = self._process, None
        assert process is not None
        assert process.stdout is not None
        process.stdout.close()
        process.wait()

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """The errors in its log."""
        lines = [json.loads(line) for line in self._log.read_text().splitlines()]
        return [line for line in lines if line["level"] in {"error", "critical"}]
