"""The kiosk without a window, watched: `python -m tests.soak.kiosk FOLDER PORT CONTROL`.

It is the service that `hemsapp headless` runs, on the home in FOLDER. What may be seen goes to standard output, a JSON
line whenever it changed; orders come as JSON lines on standard input: {"jump_s": 3600} steps the machine's clock,
{"permit": EUI64, "code": HEX} lets a device join, {"stop": true} ends it.
"""

import asyncio
import json
import signal
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from devices.messages import Eui64
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.clock import Clock
from hemsapp.commands import AllowJoin
from hemsapp.config import Config, Log, Radio, Store
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot, freshness
from ui.presenters.home import HomePresenter

LOOK_S = 0.2
CHANNEL = 15


class MachineClock(Clock):
    """The kiosk's clock on a machine whose own clock can be stepped."""

    def jump(self, seconds: float) -> None:
        """Somebody, or NTP, steps the machine's clock."""
        assert self._start is not None
        self._start += timedelta(seconds=seconds)


def seen(snapshot: Snapshot, clock: Clock, home: HomePresenter) -> dict[str, Any]:
    """What a person and a support engineer can see."""
    now = clock.now()
    page = home.present(snapshot, now)
    health = snapshot.health
    return {
        "radio": snapshot.link.radio.value,
        "fault": snapshot.link.fault.name.lower() if snapshot.link.fault else None,
        "freshness": freshness(snapshot.power.heard, now).value,
        "number": page.hero.number,
        "demand_w": snapshot.power.demand_w,
        "notice": page.notice.card.title if page.notice else None,
        "bill_wh": snapshot.bill.used_wh,
        "today_wh": snapshot.today.used_wh,
        "not_itemised_wh": snapshot.bill.not_itemised_wh,
        "bill_start": snapshot.bill.start.isoformat(),
        "is_asking": snapshot.question is not None,
        "meter": snapshot.link.meter,
        "ready": sum(device.is_ready for device in snapshot.devices),
        "devices": [device.device for device in snapshot.devices],
        "malformed": health.malformed,
        "unprotected": health.unprotected,
        "shed": health.messages_shed,
        "undelivered": health.undelivered,
        "is_storage_working": health.is_storage_working,
    }


class Watch:
    """Tells what may be seen, and takes orders."""

    def __init__(self, service: Service, clock: MachineClock) -> None:
        self._service = service
        self._clock = clock
        self._home = HomePresenter()
        self._latest: Snapshot | None = None
        self._told: dict[str, Any] = {}
        self._ledger = service._engine._home.ledger
        service.subscribe(self._see)

    def _see(self, snapshot: Snapshot) -> None:
        self._latest = snapshot

    async def tell(self) -> None:
        """A line whenever something changed."""
        while True:
            if self._latest is None:
                await asyncio.sleep(LOOK_S)
                continue
            now = {**seen(self._latest, self._clock, self._home), "has_history": not self._ledger.has_open_gap}
            if now != self._told:
                self._told = now
                moment = self._clock.now()
                line = {"utc": moment.utc.isoformat(), "at_s": moment.monotonic_s, **now}
                sys.stdout.write(json.dumps(line) + "\n")
                sys.stdout.flush()
            await asyncio.sleep(LOOK_S)

    async def obey(self) -> None:
        """Orders, until standard input closes: then the test is gone, and so are we."""
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        try:
            while line := await reader.readline():
                order = json.loads(line)
                if "jump_s" in order:
                    self._clock.jump(order["jump_s"])
                if "permit" in order:
                    self._service.submit(AllowJoin(Eui64(order["permit"]), bytes.fromhex(order["code"]), 60))
                if "stop" in order:
                    break
        finally:
            transport.close()
            self._service.stop()


async def serve(service: Service, clock: MachineClock) -> None:
    """Run the service with a watch beside it."""
    watch = Watch(service, clock)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, service.stop)
    beside = [asyncio.create_task(watch.tell()), asyncio.create_task(watch.obey())]
    try:
        await service.run()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def world_time(control: tuple[str, int]) -> tuple[datetime, float]:
    """Utility time, and how fast it runs, as the simulator says."""
    with socket.create_connection(control, timeout=30) as connection, connection.makefile("rw") as lines:
        lines.write('{"do": "clock"}\n')
        lines.flush()
        answer = json.loads(lines.readline())["result"]
    return datetime.fromisoformat(answer["utc"]), float(answer["speed"])


def main(folder: Path, port: str, control: str) -> None:
    """Serve the home in `folder` until told to stop."""
    config = Config(
        radio=Radio(port=port, channel=CHANNEL),
        store=Store(path=folder / "home.db"),
        log=Log(path=folder / "kiosk.log"),
    )
    start_logs(config)
    host, _, number = control.rpartition(":")
    utc, speed = world_time((host, int(number)))
    clock = MachineClock(start=utc, speed=speed)
    asyncio.run(serve(make_service(config, clock), clock))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
