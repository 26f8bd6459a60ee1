"""The kiosk itself, with a watch in its hand: prints what happened, and when, as JSON lines.

`python -m tests.bench.probe FOLDER` runs the application on the dongle that FOLDER/port names, composed as
`hemsapp kiosk` does; devices that FOLDER/labels lists are let in. Times are CLOCK_MONOTONIC seconds, one clock for all.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import psutil

STARTED_S = time.monotonic() - (time.time() - psutil.Process().create_time())


def say(event: str, **more: object) -> None:
    """One line for whoever measures."""
    sys.stdout.write(json.dumps({"event": event, "at_s": time.monotonic(), **more}) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> int:
    """Run until the window closes or SIGTERM comes."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - the watch starts before Qt is loaded

    from hemsapp.clock import Clock  # noqa: PLC0415
    from hemsapp.service import Service  # noqa: PLC0415
    from hemsapp.snapshot import Snapshot  # noqa: PLC0415
    from ui.app import Kiosk, Signals  # noqa: PLC0415
    from ui.theme import Theme  # noqa: PLC0415

    frames_s: list[float] = [0.0]
    heard: dict[str, int] = {}

    def make() -> Service:
        import bellows.ash  # noqa: PLC0415 - after the first frame, as the kiosk does

        from hemsapp.cli.assembly import make_service  # noqa: PLC0415
        from hemsapp.config import Config, Radio, Store  # noqa: PLC0415

        gateway: Any = bellows.ash.AshProtocol
        received = gateway.data_received

        def watched(self: Any, data: bytes) -> None:
            frames_s.append(time.monotonic())
            received(self, data)

        gateway.data_received = watched
        config = Config(
            radio=Radio(port=(folder / "port").read_text(), channel=15), store=Store(path=folder / "home.db")
        )
        service = make_service(config, clock)
        deliver: Any = service._deliver

        def counted(thing: Any) -> None:
            name = f"{type(thing).__name__} {getattr(thing, 'device', '')}"
            heard[name] = heard.get(name, 0) + 1
            deliver(thing)

        service._deliver = counted  # type: ignore[method-assign]
        return service

    def painted(snapshot: Snapshot) -> None:
        now_s = time.monotonic()
        moment = snapshot.power.heard
        arrived = [at_s for at_s in frames_s[-200:] if moment is not None and at_s <= moment.monotonic_s]
        say(
            "painted",
            demand_w=snapshot.power.demand_w,
            heard_s=moment.monotonic_s if moment else None,
            frame_s=arrived[-1] if arrived else None,
            ready=sum(device.is_ready for device in snapshot.devices),
            cost=1000 * (time.monotonic() - now_s),
            heard=heard if (folder / "count").exists() else None,
        )

    clock = Clock()
    application = QApplication(sys.argv[:1])
    theme = Theme(None)
    theme.apply()
    kiosk = Kiosk(application, theme, make, clock)
    kiosk.window.framed.connect(lambda: say("framed", since_start_s=time.monotonic() - STARTED_S))
    kiosk.window.painted.connect(painted)
    kiosk.bridge.received.connect(lambda snapshot: admit(kiosk, folder, snapshot))
    kiosk.show((1024, 600))
    say("started", started_s=STARTED_S)
    with Signals(kiosk):
        code = application.exec()
    kiosk.stop()
    if kiosk.failure:
        raise kiosk.failure
    return code


def admit(kiosk: Any, folder: Path, snapshot: Any) -> None:
    """Let in the devices whose labels came to the folder since the last snapshot."""
    from devices.messages import Eui64, RadioState  # noqa: PLC0415
    from hemsapp.commands import AllowJoin  # noqa: PLC0415

    labels = folder / "labels"
    if snapshot.link.radio is not RadioState.READY or not labels.exists():
        return
    lines = labels.read_text().split()
    labels.unlink()
    for line in lines:
        device, code = line.split(",")
        kiosk.bridge.submit(AllowJoin(Eui64(device), bytes.fromhex(code), seconds=60))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
