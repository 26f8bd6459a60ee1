"""What strangers may try over the air, against the whole kiosk: its totals stay the meter's (TM1, TM7, TM13)."""

import time
from pathlib import Path

import pytest

from devices.se.profile import METERING
from tests.soak.home import Home

SHOWN_WRONG = "18010a000025010000000000"  # a report: CurrentSummationDelivered is 1
KNOCKS_S = 2.2


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, devices=("meter", "thermostat", "load-switch"))


def test_strangers_change_nothing_and_are_counted(home: Home) -> None:
    """C1FR44: bare frames, a stolen address, a wrong install code"""
    frame = {"cluster_id": METERING, "destination_endpoint": 10, "payload": SHOWN_WRONG}
    with home:
        meter, thief, stranger = home.world.do("list")

        home.world.do("transmit", device=meter["device"], encrypted=False, **frame)
        home.kiosk.until(lambda seen: bool(seen["unprotected"] == 1))

        home.let_in(thief)
        home.kiosk.until(lambda seen: bool(seen["ready"] == 2))
        home.world.do("transmit", device=thief["device"], encrypted=False, **frame)
        home.kiosk.until(lambda seen: bool(seen["unprotected"] == 2))
        home.world.do("spoof", device=thief["device"], **{"as": meter["device"]})
        home.kiosk.until(lambda seen: bool(seen["unprotected"] >= 3))
        home.world.do("transmit", device=thief["device"], encrypted=True, **frame)

        home.let_in(stranger, code=thief["install_code"])
        time.sleep(KNOCKS_S)
        assert home.world.do("list")[2]["membership"] != "joined"
        home.agrees(is_last=True)
        assert home.kiosk.last["meter"] == meter["device"]
        assert not home.kiosk.last["is_asking"]
        assert home.kiosk.last["ready"] == 2
        assert home.complaints() == []
        home.stop_kiosk()
        home.rows_agree()
