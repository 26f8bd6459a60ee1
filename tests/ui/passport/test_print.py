"""The passport on paper: its code can be read, what is attached is what was signed, in every language."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from devices.messages import Eui64
from devices.wan.receipts import ReceiptKey
from hemsapp.passport.contents import Binding, Installed, Passport, PassportInvalid, Rehearsed, Report
from hemsapp.passport.key import fingerprint
from hemsapp.passport.seal import confirmed, sealed
from ui import i18n
from ui.passport import print as press
from ui.passport.reading import opened

KEY = ReceiptKey.generate(Eui64("00:0d:6f:00:0a:00:00:01"))
METER = Installed("00:0d:6f:00:0a:90:69:e7", "", "meter gateway", "Acme", "M-1", False, 50, 50)
HALL = Installed("00:15:8d:00:01:23:45:67", "Hall", "thermostat", "Acme", "T-1", False, 48, 50, True, True)
HEATER = Installed("00:15:8d:00:01:23:45:69", "Water heater", "load switch", "Acme", "S-1", False, 49, 50, True, True)
PCT = Installed("00:15:8d:00:01:23:45:68", "Bedroom", "thermostat", "Acme", "P-1", True, 50, 50)
REHEARSED = Rehearsed(7, "2026-07-20T18:20:00+00:00", "passed", 6, 6)


def passport(devices: tuple[Installed, ...] = (METER, HALL, HEATER, PCT)) -> Passport:
    made, zone = "2026-07-20T19:00:00+00:00", "America/Los_Angeles"
    key = fingerprint(KEY.public)
    return Passport(made, zone, "Larch Street", "Sample Power & Light", "1-800-555-0100", key, devices, REHEARSED)


@pytest.mark.parametrize("language", ["en-US", "es-US", "fr-CA"])
def test_what_is_read_from_the_paper_is_what_was_signed(qapp: QApplication, tmp_path: Path, language: str) -> None:
    i18n.use(i18n.Style(language))
    signed = passport()
    path = tmp_path / "passport.pdf"
    assert press.write(path, signed, sealed(signed, KEY)) == 1
    found, seal = opened(path)
    assert found == signed
    assert confirmed(found, seal, KEY.public).verdict == "passed"


def test_what_was_read_back_stands_on_the_paper_in_the_numbers_of_the_specification(qapp: QApplication) -> None:
    """C1FR36: to whom each device sends what it sends by itself, and how often"""
    i18n.use(i18n.Style("en-US"))
    signed = replace(
        passport(),
        bindings=(
            Binding(HALL.device, 1, 0x0201, "00:0d:6f:00:00:00:00:01", 10),
            Binding(METER.device, 1, 0x0701, PCT.device, 1),
        ),
        reports=(Report(HALL.device, 1, 0x0201, 0x0000, 5, 60, 10), Report(METER.device, 1, 0x0702, 0, 1, 60, None)),
    )
    names = {each.device: each.name or "Meter" for each in signed.devices}
    assert list(press.bound_lines(signed, HALL, names)) == ["Hall  0x0201 → this display: 0x0000 5\N{EN DASH}60 s"]
    assert list(press.bound_lines(signed, METER, names)) == ["Meter  0x0701 → Bedroom"]


def test_a_home_with_many_devices_takes_more_pages(qapp: QApplication, tmp_path: Path) -> None:
    signed = passport((METER, *[HALL] * 24))
    assert press.write(tmp_path / "passport.pdf", signed, sealed(signed, KEY)) > 1


def test_a_paper_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nstream\nnothing\nendstream\n%%EOF")
    with pytest.raises(PassportInvalid, match="no passport of ours"):
        opened(path)


def test_the_code_is_square_with_its_quiet_zone_and_not_too_fine_to_read() -> None:
    rows = list(press.modules(sealed(passport(), KEY)))
    assert {len(row) for row in rows} == {len(rows)}
    assert not any(any(row) for row in rows[:4])
    assert len(rows) <= 90, "230 of 900 points of an A4 page are 54 mm: 0.6 mm a module"
