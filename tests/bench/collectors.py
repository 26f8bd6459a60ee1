"""`python -m tests.bench.collectors`: some of the concentrators of a measurement, each with a connection of its own."""

import argparse
import asyncio
from datetime import datetime
from pathlib import Path

from devices.sim.field.field import Field
from devices.sim.field.side import FieldSide
from devices.utility.field.concentrator import Concentrator
from devices.utility.field.settings import Settings
from devices.utility.mqtt_bus import MqttBus
from devices.utility.process import Clock, key_file
from devices.utility.shell import run
from devices.utility.station import Station
from devices.wan.keys import Keys


async def _serve(wish: argparse.Namespace) -> None:
    names = [f"C-{number}" for number in range(1, wish.concentrators + 1)]
    field = Field(wish.meters, names)
    clock = Clock(datetime.fromisoformat(wish.start), 1.0, wish.since)
    running = []
    for name in names[wish.first : wish.first + wish.count]:
        dcu = Concentrator(None, FieldSide(field, name), Settings(name, beat_s=3600.0))
        bus = MqttBus(wish.broker, name)
        station = Station(dcu, Keys.load(key_file(wish.keys, name)), bus, clock.now)
        running.append(asyncio.create_task(run(bus, [station])))
        await asyncio.sleep(0.01)
    await asyncio.gather(*running)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker")
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--start")
    parser.add_argument("--since", type=float)
    for option in ("meters", "concentrators", "first", "count"):
        parser.add_argument(f"--{option}", type=int)
    asyncio.run(_serve(parser.parse_args()))
