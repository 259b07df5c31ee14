"""The program itself, ``python -m bot run``, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Program:
    """One run; what it writes is collected line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.started = time.monotonic()
        self.lines: list[str] = []
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    async def until(self, words: str, seconds: float = 30) -> float:
        """Wait for words in the log; seconds since the start of the process."""
        async with asyncio.timeout(seconds):
            while words not in self.log:
                assert not self._reading.done(), f"it ended without {words!r}:\n{self.log}"
                self._news.clear()
                await self._news.wait()
        return time.monotonic() - self.started

    async def ended(self, seconds: float = 30) -> int:
        """The exit code."""
        async with asyncio.timeout(seconds):
            await self._reading
            return await self.process.wait()

    async def terminate(self, seconds: float = 30) -> tuple[int, float]:
        """Send SIGTERM; the exit code, and how long the end took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(seconds), time.monotonic() - began

    def resident_mb(self) -> float:
        """Resident memory by now, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1000

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode().rstrip("\n"))
            self._news.set()
        self._news.set()


@asynccontextmanager
async def program(environment: Mapping[str, str]) -> AsyncIterator[Program]:
    """Run it while the block lasts, with these settings and no others."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("LOUNGE_", "DISCORD_"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Program(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await running.ended()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


BURN = """
import time
wall, own = time.perf_counter(), time.process_time()
while time.process_time() - own < 0.3:
    sum(range(1_000))
print((time.perf_counter() - wall) / (time.process_time() - own))
"""


def crowding() -> float:
    """How much longer work takes here because other programs have the processors: 1 on a machine of one's own.

    Limits on time hold for such a machine, and are stretched by this on a shared one, where what one gets is slower as well (caches and
    cores' threads are shared too; a third is allowed for that).
    """
    # One a processor, as the program takes more than one: on two of them, a neighbour who has one leaves three quarters of the time.
    burning = [
        subprocess.Popen([sys.executable, "-c", BURN], stdout=subprocess.PIPE) for _ in range(os.cpu_count() or 1)
    ]
    waited = max(float(each.communicate()[0]) for each in burning)
    return 1.0 if waited < 1.2 else waited * 1.33
