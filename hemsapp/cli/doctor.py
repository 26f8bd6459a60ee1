"""`hemsapp doctor`: look at everything that a kiosk needs, and say what to do about what is wrong."""

import argparse
import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from devices import panel
from devices.cbke import certificate_file
from hemsapp import config as configuration
from hemsapp import database
from hemsapp.cli.exits import Exit
from hemsapp.clock import Clock
from hemsapp.config import Config, ConfigInvalid
from hemsapp.receipt_key import read_key

EZSP_OLDEST = 8  # older firmware answers OK to a link key and does nothing
_FREE_BYTES = 500 * 1024 * 1024
_OLDEST_YEAR = 2026
_ANSWER_S = 12.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is None when it is well."""

    subject: str
    state: str
    remedy: str | None = None


def run(wish: argparse.Namespace) -> int:
    """Print a line for each check; Exit.TO_DO if there is something to do."""
    findings = []
    for finding in examine(wish.config):
        findings.append(finding)
        mark = "ok   " if finding.remedy is None else "TO DO"
        sys.stdout.write(f"{mark}  {finding.subject}: {finding.state}\n")
        if finding.remedy:
            sys.stdout.write(f"       {finding.remedy}\n")
        sys.stdout.flush()
    return Exit.OK if all(finding.remedy is None for finding in findings) else Exit.TO_DO


def examine(path: Path) -> Iterator[Finding]:
    """Every check, one after the other; without a configuration only those that need none."""
    try:
        config = configuration.load(path)
    except ConfigInvalid as refused:
        yield Finding("configuration", "not usable", str(refused))
        config = None
    else:
        yield Finding("configuration", str(path))
    for look in (_fonts, _clock, _screen):
        yield look()
    if config:
        checks: tuple[Callable[[Config], Finding], ...] = (
            _zone,
            _backlight,
            _disk,
            _database,
            _receipt_key,
            _certificate,
            _radio,
        )
        for check in checks:
            yield check(config)


def _receipt_key(config: Config) -> Finding:
    """What the utility must know to believe this kiosk's receipts."""
    path = config.store.receipt_key
    try:
        key = read_key(path)
    except (ValueError, OSError) as error:
        remedy = "Put the file back from a backup, or move it away and register the kiosk anew with the utility."
        return Finding("receipt key", str(error), remedy)
    if key is None:
        return Finding("receipt key", "not made yet: the first start makes it")
    return Finding("receipt key", f"{key.public.hex()} (to be registered with the utility)")


def _certificate(config: Config) -> Finding:
    """With what Smart Energy devices are asked to prove who they are."""
    path = config.radio.certificate
    if path is None:
        return Finding("device certificate", "none: link keys are those of the install codes (docs/keys.md)")
    try:
        found = certificate_file.load(path)
    except certificate_file.CertificateUnusable as why:
        return Finding(
            "device certificate", f"{path}: {why}", "Put the file that the authority sent there: docs/keys.md."
        )
    suites = " and ".join(str(suite.number) for suite in found)
    [certificate, *_] = [credentials.certificate for credentials in found.values()]
    issuer = certificate.issuer.decode("ascii", "backslashreplace")
    return Finding("device certificate", f"suite {suites}, of {certificate.subject.hex(':')}, issued by {issuer}")


def _fonts() -> Finding:
    fonts = [file.name for file in files("resources").joinpath("fonts").iterdir() if file.name.endswith(".ttf")]
    if not fonts:
        return Finding("fonts", "missing", "Install hemsapp again: its fonts were not installed with it.")
    return Finding("fonts", f"{len(fonts)} files of IBM Plex")


def _clock() -> Finding:
    utc = Clock().now().utc
    if utc.year < _OLDEST_YEAR:
        return Finding("clock", f"{utc:%Y-%m-%d %H:%M} UTC", "Set the clock: timedatectl set-ntp true, or date --set.")
    return Finding("clock", f"{utc:%Y-%m-%d %H:%M} UTC")


def _screen() -> Finding:
    place = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if place:
        return Finding("screen", place)
    if shutil.which("cage"):
        return Finding("screen", "cage opens it for the service")
    return Finding(
        "screen", "none here", "For the kiosk: apt-get install cage. To try it without a screen: xvfb-run hemsapp demo."
    )


def _backlight(config: Config) -> Finding:
    """What dims the screen, and the sensor of the room's light; nothing is switched to find out."""
    chosen = panel.choose(config.display.backlight)
    lux = chosen.ambient_lux()
    state = chosen.name if lux is None else f"{chosen.name}; the room has {lux:.0f} lx"
    return Finding("back-light", state, panel.obstacle(config.display.backlight) or None)


def _zone(config: Config) -> Finding:
    local = Clock().now().utc.astimezone(ZoneInfo(config.home.zone))
    return Finding("time zone", f"{config.home.zone}, it is {local:%H:%M} there")


def _disk(config: Config) -> Finding:
    folder = config.store.path.parent
    if not folder.is_dir():
        return Finding("disk", f"{folder} is not there", f"mkdir -p {folder}, for the user who runs hemsapp.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("disk", f"{folder} is not writable", f"chown it to the user who runs hemsapp: {folder}")
    free = shutil.disk_usage(folder).free
    state = f"{free / 1e9:.1f} GB free in {folder}"
    return Finding("disk", state, None if free >= _FREE_BYTES else "Free some space: two years of history take 0.3 GB.")


def _database(config: Config) -> Finding:
    path = config.store.path
    if not path.exists():
        return Finding("database", f"{path} will be made")
    try:
        lock = database.Lock(path)
    except database.StoreInUse:
        return Finding("database", f"{path} is in use by a hemsapp that runs")
    except database.StoreRefused as refused:
        return Finding("database", "not usable", str(refused))
    try:
        state = database.inspect(path)
    except database.StoreRefused as refused:
        return Finding("database", "not usable", str(refused))
    except (sqlite3.Error, OSError) as error:
        return Finding(
            "database", f"{path}: {error}", "On its next start hemsapp keeps it aside and takes over the rest."
        )
    finally:
        lock.release()
    return Finding("database", f"{path}, {state}")


def _radio(config: Config) -> Finding:
    port = config.radio.port
    if not port.startswith("socket://") and not Path(port).exists():
        return Finding("dongle", f"{port} is not there", "Plug it in; ls /dev/serial/by-id shows what there is.")
    return asyncio.run(_ask_dongle(port))


async def _ask_dongle(port: str) -> Finding:
    from bellows.ezsp import EZSP  # noqa: PLC0415 - the other checks do not wait for the Zigbee stack
    from serialx import SerialException  # noqa: PLC0415 - the same
    from zigpy.config import SCHEMA_DEVICE  # noqa: PLC0415 - the same
    from zigpy.exceptions import ZigbeeException  # noqa: PLC0415 - the same

    from devices.errors import RadioGone  # noqa: PLC0415 - the same
    from devices.radio import port as ports  # noqa: PLC0415 - the same

    try:
        with ports.claimed(port):
            ezsp = EZSP(SCHEMA_DEVICE({"path": port, "baudrate": 115200, "flow_control": None}))
            try:
                async with asyncio.timeout(_ANSWER_S):
                    await ezsp.connect(use_thread=False)
                    version = ezsp.ezsp_version
            finally:
                await ezsp.disconnect()
    except RadioGone:
        return Finding("dongle", f"{port} is in use by a hemsapp that runs")
    except (OSError, TimeoutError, SerialException, ZigbeeException) as error:
        fault = ports.opening_fault(error) or await ports.diagnose(port)
        return Finding("dongle", f"{port}: {fault.value}", _REMEDIES[fault.name].format(port=port))
    state = f"{port} speaks EZSP {version}"
    if version < EZSP_OLDEST:
        return Finding(
            "dongle", state, f"Flash newer firmware: EZSP {EZSP_OLDEST} or later is needed (13 or 14 is best)."
        )
    return Finding("dongle", state)


_REMEDIES = {
    "NOT_FOUND": "Plug it in, or correct [radio] port; ls /dev/serial/by-id shows what there is.",
    "BUSY": "Another program uses {port}: stop it (zigbee2mqtt, Home Assistant ...).",
    "NO_PERMISSION": "Let the user who runs hemsapp into the port's group: usermod -aG dialout hemsapp.",
    "WRONG_KIND": "It is no EZSP dongle, or has other firmware (Z-Stack, RCP, Thread): flash EmberZNet NCP firmware.",
    "UNPLUGGED": "It went away while being asked: look at the cable and the power supply.",
    "NOT_ANSWERING": "Nothing answers: unplug it, plug it in again; check its firmware (EmberZNet NCP, 115200 baud).",
    "WAS_RESET": "It restarted while being asked: look at the power supply.",
    "ADDRESS_FIXED": "It cannot take over another dongle's address: update its firmware, or take another dongle.",
    "STORAGE": "The disk with zigbee.db is full, locked or failing: free some space, then look at the system's log.",
}
