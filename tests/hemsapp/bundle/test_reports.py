"""A report: what the home lived through, and not one secret of it (X-SELF-DIAGNOSE, X-SECURITY, C1FR44)."""

import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.demand_response import EventTold, MeterEventStatus
from devices.errors import JoinFault, RadioFault
from devices.messages import (
    AirScanned,
    DeviceKind,
    DeviceReady,
    Eui64,
    Exchanged,
    Importance,
    JoinFailed,
    Malformed,
    Message,
    MeterDescribed,
    MeterStatus,
    RadioChanged,
    RadioState,
    Reading,
    TemperatureRead,
    TextPublished,
)
from devices.moment import Moment
from hemsapp import logs
from hemsapp.bundle import pack, timeline
from hemsapp.bundle.installation import chosen, private
from hemsapp.bundle.lines import heard, line_of
from hemsapp.bundle.pseudonyms import Pseudonyms
from hemsapp.bundle.redaction import Redactor
from hemsapp.bundle.timeline import Timeline
from hemsapp.commands import AllowJoin, NameDevice, StartWork
from hemsapp.commissioning import AllowJoins, Label
from hemsapp.config import Config, Home, Log, Utility
from hemsapp.domain.facts import Happened, Happening, KeptDevice, KeptText, Preference
from hemsapp.work import Task, WorkKind
from hemsapp.works.reports import save_report
from tests.hemsapp.works.kept_home import NOW, KeptHome

METER, HALL = Eui64("00:0d:6f:00:0a:90:69:e7"), Eui64("00:15:8d:00:01:23:45:67")
CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")
SECRETS = {
    "an install code": CODE.hex(),
    "the code as Python shows it": repr(CODE)[2:20],
    "a name": "Anna",
    "a family": "Sorensen",
    "a telephone": "415-555-0134",
    "another": "+14155550134",
    "a mail address": "anna@example.org",
    "a street": "12 Larch Street",
    "a folder": "/home/anna/",
    "a message": "reading room",
    "a serial number": "SN-4711-0815",
    "a place": "37.7749",
    "a host": "192.168.7.20",
    "an address": str(HALL),
    "the same without colons": HALL.replace(":", ""),
    "the meter": str(METER),
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    kept.private = ("Sorensen", "37.7749")
    yield kept
    kept.close()


def moment(minutes_ago: float) -> Moment:
    return Moment(NOW - timedelta(minutes=minutes_ago), 10_000 - minutes_ago * 60)


def told() -> list[Message]:
    return [
        RadioChanged(RadioState.READY, "/dev/hemsapp-radio", own=METER, channel=15),
        RadioChanged(RadioState.LOST, "", RadioFault.UNPLUGGED, 1.5),
        DeviceReady(HALL, DeviceKind.THERMOSTAT, "Acme", "T-1", is_event_client=True),
        Reading(METER, 1000, None, 640, MeterStatus.LOW_BATTERY | MeterStatus.TAMPER_DETECT, NOW, 3),
        TemperatureRead(HALL, 2300, cooling_limits_centi_c=(1600, 3000), changed=NOW),
        Exchanged(HALL, is_answered=False),
        JoinFailed(HALL, JoinFault.INTERVIEW_STUCK),
        AirScanned(((11, 40), (15, 200))),
        EventTold(METER, 7, next(iter(MeterEventStatus)), NOW, NOW, NOW, "critical peak", Decimal("0.62")),
    ]


@pytest.mark.parametrize("message", told(), ids=lambda each: type(each).__name__)
def test_a_message_that_was_recorded_is_heard_again_as_it_was(message: Message) -> None:
    line = json.loads(json.dumps(line_of(message, NOW)))
    again = heard(line)
    if isinstance(message, RadioChanged):
        assert isinstance(again.message, RadioChanged)
        assert (again.message.state, again.message.fault, again.message.own) == (
            message.state,
            message.fault,
            message.own,
        )
    else:
        assert again.message == message
    assert again.at == NOW


def seed_secrets(home: KeptHome) -> None:
    """Everywhere where a home may keep or say something."""
    text = "Anna, the reading room of 12 Larch Street calls: 415-555-0134"
    recording = Timeline(timeline.beside(home.store.path), moment(30))
    for thing in (
        *told(),
        AllowJoin(HALL, CODE),
        AllowJoins((Label(HALL, CODE, "Anna"),)),
        NameDevice(HALL, "Anna's den"),
        StartWork(Task(WorkKind.SAVE_REPORT, "/home/anna/out")),
        TextPublished(METER, 1, text, Importance.HIGH, None, 30, is_confirmation_required=True),
        MeterDescribed(METER, "SN-4711-0815", 1, 1000, 10**9),
        Malformed("cut short", CODE, HALL, 0x0702),
    ):
        recording.note(thing, moment(20))
    recording.flush()
    home.keep(
        KeptDevice(METER, DeviceKind.METER_GATEWAY, "Acme", "M-1", is_gone=False),
        KeptDevice(HALL, DeviceKind.THERMOSTAT, "Acme", "T-1", is_gone=False),
        Preference(f"name.{HALL}", "Anna's den"),
        KeptText(1, METER, text, Importance.HIGH, NOW, NOW, None, True, None, False),
        MeterDescribed(METER, "SN-4711-0815", 1, 1000, 10**9),
        Happening(NOW, Happened.PREFERENCE_CHANGED, f"{HALL} is called Anna's den"),
        Happening(NOW, Happened.JOIN_FAILED, f"{HALL}: interview stuck, call +14155550134 or anna@example.org"),
    )
    log = logging.getLogger("hemsapp.trial")
    log.warning("%r at 192.168.7.20, %s", NameDevice(HALL, "Anna"), HALL.replace(":", ""))
    log.warning("code %s for the Sorensen family in /home/anna/x at 37.7749", CODE.hex())
    log.warning("%r", AllowJoin(HALL, CODE))


def test_no_secret_that_a_home_keeps_or_logs_is_found_in_its_report(home: KeptHome, tmp_path: Path) -> None:
    logs.start(Log(path=tmp_path / "hemsapp.log"))
    try:
        logs.conceal(CODE)
        seed_secrets(home)
        outcome = home.do(save_report, Task(WorkKind.SAVE_REPORT, str(tmp_path)))
    finally:
        logs.stop()
    with zipfile.ZipFile(outcome.path) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    found = {
        f"{what} in {name}"
        for name, text in texts.items()
        for what, secret in SECRETS.items()
        if secret.lower() in text.lower()
    }
    assert not found
    assert "interview stuck" in texts["audit.jsonl"], "what helps is still there"
    assert len(texts["timeline.jsonl"].splitlines()) == len(told()) + 8
    assert len(texts["log.jsonl"].splitlines()) >= 3


def test_a_device_has_one_pseudonym_everywhere_and_in_every_report_of_the_home(home: KeptHome, tmp_path: Path) -> None:
    seed_secrets(home)
    first, second = (
        pack.read(Path(home.do(save_report, Task(WorkKind.SAVE_REPORT, str(tmp_path))).path)) for _ in "12"
    )
    assert first.devices == second.devices
    kinds = {each["device"]: each["kind"] for each in first.devices}
    failed = [each.message for each in first.heard if isinstance(each.message, JoinFailed)]
    assert [kinds[each.device] for each in failed] == ["thermostat"]
    assert failed[0].why is JoinFault.INTERVIEW_STUCK
    assert Pseudonyms(b"1").of(HALL) != Pseudonyms(b"2").of(HALL), "another home, another name"
    assert Pseudonyms(b"1").of(HALL) == Pseudonyms(b"1").of(HALL.replace(":", "").upper())


def test_a_report_that_was_changed_or_is_none_is_refused_with_a_sentence(home: KeptHome, tmp_path: Path) -> None:
    seed_secrets(home)
    path = Path(home.do(save_report, Task(WorkKind.SAVE_REPORT, str(tmp_path))).path)
    assert pack.is_report(path)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(changed, "w") as other:
        for name in packed.namelist():
            other.writestr(name, packed.read(name).replace(b"thermostat", b"load switch"))
    with pytest.raises(pack.ReportInvalid, match="in it was changed since it was made"):
        pack.read(changed)
    changed.write_bytes(b"nothing of ours")
    assert not pack.is_report(changed)
    with pytest.raises(pack.ReportInvalid, match="it is no report"):
        pack.read(changed)


def test_what_a_log_says_in_words_stays_readable() -> None:
    redactor = Redactor(Pseudonyms(b"secret"), ["Anna"])
    said = "the meter answered 3 of 50 questions since 2026-07-13 17:55:00; frame counter 123456"
    assert redactor.text(said) == said


def test_a_recording_takes_two_files_in_turn_and_a_disk_that_fails_costs_lines_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "timeline.jsonl"
    monkeypatch.setattr(timeline, "FILE_BYTES", 2_000)
    recording = Timeline(path, moment(60))
    for minute in range(60, 0, -1):
        recording.note(Exchanged(HALL, is_answered=True), moment(minute))
        recording.settle(moment(minute))
    assert path.stat().st_size < 3_000
    assert timeline.older(path).exists()
    kept = list(timeline.lines(path, NOW, timedelta(hours=6)))
    assert kept[-1]["is"] == "Exchanged"
    assert [line["at"] for line in kept] == sorted(line["at"] for line in kept)
    path.unlink()
    path.mkdir()
    recording.note(Exchanged(HALL, is_answered=True), moment(0))
    recording.flush()


def test_a_configuration_tells_what_was_chosen_and_nothing_of_who_lives_there() -> None:
    config = Config(home=Home("Sorensen", latitude=37.7749), utility=Utility(phone="415-555-0134"))
    text = repr(chosen(config))
    assert "America/Los_Angeles" in text
    assert not [secret for secret in ("Sorensen", "37.77", "555") if secret in text]
    assert {"Sorensen", "37.7749", "415-555-0134"} <= set(private(config))
