"""The whole home in one file that only a passphrase opens; and taking it up again, perhaps on another machine."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.sealing import sealer_of
from hemsapp.exchange import files
from hemsapp.exchange.backup import copy_out
from hemsapp.exchange.sealed_home import HomeFiles, pack, unpack
from hemsapp.saying import in_order, say
from hemsapp.waiting import let_wait
from hemsapp.work import Task
from hemsapp.works.backups import stage, what
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused
from hemsapp.works.exports import folder_of

ENDING = "hemsapp"
_BESIDE = ("", "-journal", "-wal", "-shm")


def home_files(around: Surroundings) -> HomeFiles:
    """Where the home's parts lie."""
    home = around.source.path
    return HomeFiles(home, around.source.key or home.with_name("machine.key"))


def seal(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Write the home, sealed under the passphrase, into the task's folder, or into its file of that name."""
    parts, zone = home_files(around), around.source.zone
    local = around.now.astimezone(ZoneInfo(zone))
    wished = Path(task.path)
    is_file = wished.suffix == f".{ENDING}"
    path = wished if is_file else files.free_name(folder_of(around, task), f"hemsapp-{local:%Y-%m-%d-%H%M}.{ENDING}")
    copy = parts.home.with_name("sealing.part")
    try:
        found = copy_out(parts.home, copy, around.now, progress)
        with files.drafted(path, copy.stat().st_size) as draft, draft.open("wb") as file:
            devices = pack(file, task.passphrase, parts, copy, sealer_of(parts.key), around.now)
    finally:
        for ending in _BESIDE:
            with suppress(OSError):
                copy.with_name(copy.name + ending).unlink(missing_ok=True)
    return Outcome(
        in_order(
            say("The sealed backup holds {what}.", what=what(found, zone)),
            _network(devices),
            say(
                "It is {name}. Without the passphrase nobody opens it, and nobody can find that out for you.",
                name=path.name,
            ),
        ),
        str(path),
    )


def unseal(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Open a sealed backup, check it, and put it where the next start takes it up, the network for its dongle."""
    parts, backup = home_files(around), Path(task.path)
    if not backup.is_file():
        raise WorkRefused(say("That backup is not there any more. Nothing was changed."))
    parts.home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.require_space(parts.home.parent, backup.stat().st_size * 3)
    with backup.open("rb") as file:
        found = unpack(file, task.passphrase, parts, sealer_of(parts.key))
    more = "" if found.devices is None else "Its Zigbee network is here too: every device is called by its name now."
    census = stage(around, found.home, progress, more)
    found.home.unlink()
    let_wait(parts)
    return Outcome(
        in_order(
            say("The backup was checked: {what}.", what=what(census, around.source.zone)),
            _network(found.devices),
            say("The display starts again with it now, and calls every device."),
        ),
        str(backup),
    )


def _network(devices: int | None) -> str:
    if devices is None:
        return say("It holds no Zigbee network: none was formed here yet.")
    if devices == 1:
        return say("Its Zigbee network has one device.")
    return say("Its Zigbee network has {count} devices.", count=devices)
