"""A home's passport: gathered, sealed, verified; nothing can be changed in it unseen (X-SECURITY, C1FR36)."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.bindings import Bound, Reported
from devices.demand_response import EventStatus, Receipt
from devices.messages import DeviceKind, Eui64
from devices.wan.receipts import ReceiptKey, signed
from hemsapp import archive
from hemsapp.displays.identity import identity
from hemsapp.domain.event_facts import KeptEvent, KeptPart, KeptReceipt
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import KeptAnswers, KeptDevice, Preference
from hemsapp.domain.firmware_facts import KeptFirmware
from hemsapp.domain.health_facts import KeptBindings
from hemsapp.passport import keys
from hemsapp.passport.contents import Binding, Installed, KeyPrint, Passport, PassportInvalid, Report, read
from hemsapp.passport.key import fingerprint
from hemsapp.passport.seal import PREFIX, confirmed, sealed, verified
from hemsapp.questions import PassportShown, PassportWanted, Unanswered
from hemsapp.receipt_key import make_key, read_key
from hemsapp.snapshot.events import Program
from tests.hemsapp.works.kept_home import NOW, KeptHome

METER, HALL = Eui64("00:0d:6f:00:0a:90:69:e7"), Eui64("00:15:8d:00:01:23:45:67")
START = NOW - timedelta(minutes=40)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    receipt = Receipt(1, 7, HALL, EventStatus.COMPLETED, START, NOW, "put back", "America/Los_Angeles", is_test=True)
    kept.keep(
        KeptDevice(METER, DeviceKind.METER_GATEWAY, "Acme", "M-1", is_gone=False),
        KeptDevice(HALL, DeviceKind.THERMOSTAT, "Acme", "T-1", is_gone=False),
        KeptDevice(Eui64("00:15:8d:00:01:23:45:68"), DeviceKind.THERMOSTAT, "Acme", "T-1", is_gone=True),
        KeptAnswers(HALL, "1" * 48 + "00"),
        Preference(f"name.{HALL}", "Hall"),
        KeptEvent(
            7,
            EventState.ENDED,
            START,
            START,
            10,
            3,
            1,
            0,
            Program.CRITICAL_PEAK,
            is_test=True,
            parts=(KeptPart(HALL, is_started=True, is_finished=True),),
        ),
        KeptReceipt(1, receipt, NOW, logged=NOW, ms=NOW, mdms=NOW),
    )
    yield kept
    kept.close()


def shown(home: KeptHome) -> PassportShown:
    make_key(home.folder / "receipts.key")
    found = archive.answer(home.source, PassportWanted(), NOW)
    assert isinstance(found, PassportShown)
    return found


def key_of(home: KeptHome) -> bytes:
    key = read_key(home.folder / "receipts.key")
    assert key is not None
    return key.public


def test_a_passport_tells_devices_and_rehearsal_and_the_key_by_its_fingerprint_alone(home: KeptHome) -> None:
    passport = shown(home).passport
    assert [(each.name, each.answered, each.asked, each.took_part, each.restored) for each in passport.devices] == [
        ("", 0, 0, None, None),
        ("Hall", 48, 50, True, True),
    ]
    assert passport.rehearsal is not None
    assert (passport.rehearsal.verdict, passport.rehearsal.receipts) == ("passed", 1)
    secret = (home.folder / "receipts.key").read_text(encoding="ascii").strip()
    assert passport.key == fingerprint(key_of(home))
    assert secret not in passport.octets().decode()
    assert read(passport.octets()) == passport


def test_it_tells_firmware_what_was_read_back_and_the_other_keys_by_their_fingerprints(home: KeptHome) -> None:
    """C1FR36, C1FR44: what was arranged is what the device itself tells, and when it told."""
    home.keep(
        KeptFirmware(HALL, 0x1166, 0x0101, 0x15000000, 3, NOW, "1.5"),
        KeptBindings(HALL, NOW, (Bound(1, 0x0201, METER, 10),), (Reported(1, 0x0201, 0x0000, 5, 60, 10),)),
    )
    own, signer = identity(home.folder / "display.pem"), home.folder / "signer.pem"
    public = Ed25519PrivateKey.generate().public_key()
    signer.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    gone = (keys.DEVICES, home.folder / "none.txt")
    source = replace(home.source, keys=((keys.DISPLAY, own.path), gone, (keys.FIRMWARE, signer)))
    make_key(home.folder / "receipts.key")
    found = archive.answer(source, PassportWanted(), NOW)
    assert isinstance(found, PassportShown)
    passport = found.passport
    hall = passport.devices[1]
    assert (hall.firmware, hall.read_back) == ("1.5", NOW.replace(microsecond=0).isoformat())
    assert passport.devices[0].read_back == ""
    assert passport.bindings == (Binding(HALL, 1, 0x0201, METER, 10),)
    assert passport.reports == (Report(HALL, 1, 0x0201, 0x0000, 5, 60, 10),)
    assert passport.keys == (
        KeyPrint(keys.DISPLAY, fingerprint(own.certificate)),
        KeyPrint(keys.FIRMWARE, fingerprint(public.public_bytes_raw())),
    )
    assert "PRIVATE" not in passport.octets().decode()
    assert read(passport.octets()) == passport


def test_a_paper_of_the_first_format_is_still_genuine(home: KeptHome) -> None:
    make_key(home.folder / "receipts.key")
    key = read_key(home.folder / "receipts.key")
    assert key is not None
    device = Installed(HALL, "Hall", "thermostat", "Acme", "T-1", False, 48, 50, True, True)
    old = Passport("2026-07-20T19:00:00+00:00", "America/Los_Angeles", "Home", "", "", "3f2a", (device,), None, 1)
    assert b"bindings" not in old.octets()
    assert b"firmware" not in old.octets()
    found = read(old.octets())
    assert found == old
    assert confirmed(found, sealed(old, key), key.public).verdict == "none"


def test_the_seal_shows_whether_anything_was_changed_and_who_signed(home: KeptHome) -> None:
    found, public = shown(home), key_of(home)
    assert confirmed(found.passport, found.seal, public).verdict == "passed"
    changed = replace(found.passport, devices=found.passport.devices[:1])
    with pytest.raises(PassportInvalid, match="changed since it was signed"):
        confirmed(changed, found.seal, public)
    with pytest.raises(PassportInvalid, match="not made by the key"):
        verified(found.seal, ReceiptKey.generate(METER).public)
    place = len(PREFIX) + 150
    forged = found.seal[:place] + ("A" if found.seal[place] != "A" else "B") + found.seal[place + 1 :]
    with pytest.raises(PassportInvalid):
        verified(forged, public)


def test_a_receipt_of_the_same_key_passes_for_no_passport() -> None:
    key = ReceiptKey.generate(METER)
    receipt = Receipt(1, 7, HALL, EventStatus.COMPLETED, START, NOW, "put back", "America/Los_Angeles")
    text = PREFIX + base64.urlsafe_b64encode(signed(receipt, key)).decode().rstrip("=")
    with pytest.raises(PassportInvalid, match="not made by the key"):
        verified(text, key.public)


def test_a_display_without_a_key_says_what_to_do(home: KeptHome) -> None:
    found = archive.answer(home.source, PassportWanted(), NOW)
    assert isinstance(found, Unanswered)
    assert "connect it to its meter" in found.sentence


def test_a_text_that_is_no_seal_is_refused(home: KeptHome) -> None:
    for text in ("", "HTTP://EXAMPLE", PREFIX, PREFIX + "!!!", PREFIX + "0oRD"):
        with pytest.raises(PassportInvalid):
            verified(text, ReceiptKey.generate(METER).public)


def test_the_same_passport_has_the_same_digest_wherever_it_is_read(home: KeptHome) -> None:
    passport: Passport = shown(home).passport
    assert read(passport.octets()).digest == passport.digest
    key = ReceiptKey.generate(METER)
    assert verified(sealed(passport, key), key.public).digest == passport.digest
