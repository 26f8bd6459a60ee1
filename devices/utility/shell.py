"""Stations in a process of their own: a connection that is kept up, and a timer; looks that are written soon."""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from devices.ending import ended
from devices.utility.audit.trail import Trail
from devices.utility.mqtt_bus import MqttBus
from devices.utility.station import Station

_log = logging.getLogger(__name__)
LONGEST_WAIT_S = 5.0  # a clock that was stepped is noticed by then
_LOOKS_S = 1.0


async def run(bus: MqttBus, stations: Sequence[Station], speed: float = 1.0) -> None:
    """Serve the stations until cancelled; what fails in one of them ends all. `speed`: their seconds in one of ours."""
    changed = asyncio.Event()
    for station in stations:
        station.on_change = changed.set
        station.start()
    connection = asyncio.ensure_future(bus.run())
    try:
        while not connection.done():
            changed.clear()
            wait_s = min(_woken(stations, speed), LONGEST_WAIT_S)
            change = asyncio.ensure_future(changed.wait())
            await asyncio.wait((change, connection), timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
            change.cancel()
        connection.result()
    finally:
        await ended(connection)


async def write_looks(log: Trail) -> None:
    """Looks wait no longer than a second to be written; whoever closes the file writes the last ones."""
    while True:
        await asyncio.sleep(_LOOKS_S)
        try:
            log.flush()
        except sqlite3.OperationalError as error:  # another process writes for long, or the disk is full: they wait on
            _log.warning("the audit log could not be written: %s", error)


def _woken(stations: Sequence[Station], speed: float) -> float:
    """Wake whoever is due; how many seconds until the next one is."""
    waits = [LONGEST_WAIT_S]
    for station in stations:
        if _until(station.next_wake, station.now) <= timedelta(0):
            station.wake()
        waits.append(_until(station.next_wake, station.now).total_seconds() / speed)
    return max(min(waits), 0.0)


def _until(wake: datetime | None, now: datetime) -> timedelta:
    return wake - now if wake else timedelta(seconds=LONGEST_WAIT_S)
