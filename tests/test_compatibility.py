"""The page of compatibility names what there is, and claims nothing that no test shows (C1NFR14, C1NFR15, C1NFR16)."""

import re
from pathlib import Path

import pytest

from devices.messages import DeviceKind
from devices.sim.house.neighbourhood import MAKERS
from devices.sim.thermostat_node import MAKES
from devices.thermostat_models import MODELS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")


def test_every_model_of_the_table_stands_on_the_page() -> None:
    assert [each.model for each in MODELS if each.model not in PAGE] == []
    assert {each.model for each in MODELS} == {make.model for make in MAKES.values()}


def test_every_device_that_can_be_simulated_stands_on_the_page() -> None:
    """C1NFR16: with what each kind was tried"""
    named = set(re.findall(r"`([a-z0-9-]+)`", PAGE))
    assert set(MAKERS) - named - set(MAKES) - {"plug"} == set()
    words = PAGE.casefold()
    kinds = set(DeviceKind) - {DeviceKind.UNKNOWN, DeviceKind.METER_GATEWAY, DeviceKind.GAS_METER}
    assert [kind.value for kind in kinds if kind.value not in words] == []


@pytest.mark.parametrize("path", re.findall(r"`((?:tests|devices)/[\w/]+(?:\.py)?/?)`", PAGE))
def test_what_the_page_points_to_is_there(path: str) -> None:
    """C1NFR15: shown and documented"""
    assert (ROOT / path).exists()


def test_the_identifier_of_a_certified_module_has_its_source() -> None:
    """C1NFR14: documented, with the certified radios that we support; what was not verified says so"""
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and "QOQ" in line]
    assert any("QOQ13" in row and "fcc.report" in row for row in rows)
    assert all("fcc.report" in row or "not verified" in row for row in rows)
