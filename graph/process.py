"""A process that answers queries, from the side of whoever asks: it is started, read from, and killed."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import worker

__all__ = ["END", "StoppedError", "WorkerProcess"]

#: How the last line of an answer starts.
END = worker.END.encode()
_WORKER = Path(__file__).with_name("worker.py")
_CHUNK = 1 << 16


class StoppedError(Exception):
    """The worker is gone or out of time; ``reason`` is "time", "memory" or "failure"."""

    def __init__(self, reason: str, lines: list[bytes]) -> None:
        super().__init__(reason)
        self.reason, self.lines = reason, lines


class WorkerProcess:
    """One process with the store open; ``state`` is the store's state when it was opened."""

    def __init__(self, path: Path, memory: int, state: int) -> None:
        self.state = state
        command = [sys.executable, "-I", "-X", "utf8", str(_WORKER), str(path), str(memory)]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}
        )
        self._rest = b""

    def read(self, deadline: float) -> list[bytes]:
        """The lines of one answer, the last one the end's; raises StoppedError."""
        assert self._process.stdout is not None  # noqa: S101
        lines: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not (lines and lines[-1].startswith(END)):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise self._stopped("time", lines)
                chunk = os.read(self._process.stdout.fileno(), _CHUNK)
                if not chunk:
                    raise self._stopped(self._end(), lines)
                *whole, self._rest = (self._rest + chunk).split(b"\n")
                lines.extend(whole)
        return lines

    def _end(self) -> str:
        """Why the process ended by itself: a failed allocation aborts it, a spent processor limit has its signal."""
        code = self._process.wait()
        return "failure" if code >= 0 else "time" if code == -signal.SIGXCPU else "memory"

    def _stopped(self, reason: str, lines: list[bytes]) -> StoppedError:
        self.kill()
        return StoppedError(reason, lines)

    @property
    def alive(self) -> bool:
        """Whether the process still waits for requests (the system may have ended it for its memory)."""
        return self._process.poll() is None

    def send(self, request: Mapping[str, Any]) -> None:
        """Hand over one request."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
