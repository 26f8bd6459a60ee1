"""The real application in a process of its own, with a service that publishes a live house: `PORT` is its door."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from hemsapp.clock import Clock
from hemsapp.commands import Command, StartBill
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot
from ui import app
from ui.screens import cases

CLOCK = Clock()


class House:
    """A reading every 0.2 s; a new bill is followed at once, as an engine would."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._start = cases.normal().bill.start

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        self._listeners.append(listener)

    def submit(self, command: Command) -> None:
        if isinstance(command, StartBill):
            self._start = command.read_date

    async def run(self) -> None:
        while True:
            s, now = cases.normal(), CLOCK.now()
            s = replace(s, at=now, link=replace(s.link, meter_heard=now), power=replace(s.power, heard=now))
            s = replace(s, bill=replace(s.bill, start=self._start))
            for listener in self._listeners:
                listener(s)
            await asyncio.sleep(0.2)


def make_service() -> Service:
    return cast("Service", House())


if __name__ == "__main__":
    sys.exit(app.run(make_service, CLOCK, size=(1024, 600), automation_port=int(sys.argv[1])))
