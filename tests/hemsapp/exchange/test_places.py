"""Sticks and folders, and the files in them, told by what is in them."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.exchange.backup import nightly_folder
from hemsapp.exchange.places import Machine, places
from hemsapp.exchange.table import COLUMNS
from hemsapp.questions import PlacesShown, PlacesWanted
from hemsapp.store import Store
from resources import tariffs
from tests.hemsapp.domain.world import SAMPLE, ZONE, utc
from tests.hemsapp.exchange.feeds import DATA, START, home, reading


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A stick, a disk in a USB case, and the machine's own disk."""
    blocks = tmp_path / "sys" / "block"
    for disk, partition, removable in (("sda", "sda1", "0"), ("sdb", "sdb1", "1"), ("mmcblk0", "mmcblk0p1", "0")):
        (blocks / disk / partition).mkdir(parents=True)
        (blocks / disk / "removable").write_text(f"{removable}\n")
    case = tmp_path / "sys" / "devices" / "pci0000:00" / "usb2" / "sdc"
    (case / "sdc1").mkdir(parents=True)
    (case / "removable").write_text("0\n")
    (blocks / "sdc").symlink_to(case)
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/mmcblk0p1 / ext4 rw 0 0\n"
        "tmpfs /run tmpfs rw 0 0\n"
        "/dev/sda1 /mnt/inner ext4 rw 0 0\n"
        "/dev/sdb1 /media/MY\\040STICK vfat rw 0 0\n"
        "/dev/sdb9 /srv/elsewhere vfat rw 0 0\n"
        "/dev/sdc1 /run/media/case ext4 rw 0 0\n"
        "/dev/sdd1 /media/gone vfat rw 0 0\n"
    )
    for at in ("media/MY STICK", "run/media/case", "mnt/inner"):
        (tmp_path / "root" / at).mkdir(parents=True)
    return Machine(mounts, blocks, tmp_path / "root")


def test_sticks_come_first_and_the_folder_of_the_settings_is_made(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "files"
    found = places(folder, None, machine)
    assert [(place.name, place.is_stick) for place in found] == [
        ("MY STICK", True),
        ("case", True),
        ("This display", False),
    ]
    assert found[0].path == str(tmp_path / "root" / "media" / "MY STICK")
    assert found[2].path == str(folder)
    assert all(place.free_bytes > 0 for place in found)
    assert folder.is_dir()


def test_without_a_stick_and_without_a_folder_there_is_no_place(tmp_path: Path) -> None:
    assert places(None, tmp_path / "none", Machine(tmp_path / "none", tmp_path / "none")) == ()


@pytest.fixture
def stick(machine: Machine) -> Path:
    return machine.under / "media" / "MY STICK"


def files_on_the_stick(machine: Machine) -> dict[str, str]:
    stick = places(None, None, machine)[0]
    assert stick.name == "MY STICK"
    return dict(stick.files)


def test_files_are_known_by_what_is_in_them_not_by_their_names(machine: Machine, stick: Path) -> None:
    Store(stick / "home.db", ZONE).close()
    (stick / "home.db").rename(stick / "holiday.jpg")
    (stick / "usage.txt").write_text(home([reading(START, 1)]))
    (stick / "old.xml").write_bytes((DATA / "nine-days-hourly.xml").read_bytes())
    (stick / "table").write_text(",".join(COLUMNS) + "\r\n")
    (stick / "plan.toml").write_text(tariffs.read())
    (stick / "urdb.json").write_text('{"items": [{"energyratestructure": [[{"rate": 0.1}]]}]}')
    assert files_on_the_stick(machine) == {
        "holiday.jpg": "backup",
        "usage.txt": "green button",
        "old.xml": "green button",
        "table": "csv",
        "plan.toml": "rates",
        "urdb.json": "rates",
    }


def test_what_is_nothing_of_ours_is_not_offered(machine: Machine, stick: Path) -> None:
    with closing(sqlite3.connect(stick / "other.db")) as other:
        other.execute("CREATE TABLE photos (id INTEGER)")
    (stick / "green.xml").write_text("<html/>")
    (stick / "backup.db").write_text("no database")
    (stick / ".hidden.toml").write_text(tariffs.read())
    (stick / "broken.toml").write_text("[[tiers]]\nprice = ")
    (stick / "folder.xml").mkdir()
    os.mkfifo(stick / "pipe.xml")
    (stick / "dangling.xml").symlink_to(stick / "nowhere")
    assert files_on_the_stick(machine) == {}


def test_a_page_asks_where_files_can_go(tmp_path: Path) -> None:
    Store(tmp_path / "home.db", ZONE).close()
    source = Source(tmp_path / "home.db", ZONE, SAMPLE, files=tmp_path / "files")
    shown = answer(source, PlacesWanted(), utc("2026-07-13 17:00"))
    assert isinstance(shown, PlacesShown)
    assert shown.places[-1].path == str(tmp_path / "files")
    nightly_folder(source.path).mkdir()
    (tmp_path / "home.db").rename(nightly_folder(source.path) / "home-2026-07-13.db")
    Store(tmp_path / "home.db", ZONE).close()
    shown = answer(source, PlacesWanted(), utc("2026-07-13 17:00"))
    assert isinstance(shown, PlacesShown)
    nights = shown.places[-1]
    assert (nights.name, nights.free_bytes) == ("Backups of the nights", 0)
    assert nights.files == (("home-2026-07-13.db", "backup"),)
