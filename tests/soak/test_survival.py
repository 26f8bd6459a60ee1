"""What may befall a kiosk, over bytes: it goes on by itself, and its totals are the meter's to the watt-hour.

Each ordeal has its real length under the marker `soak`; one short round of all that can be short is an ordinary test.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.soak.home import NOON, Home, Seen
from ui.i18n import UNKNOWN

HOUR_S = 3600
REPORTS_S = 2.5
NEAR_WH = 5  # a reading comes each utility minute, 100 Wh later: the boundary falls between two
JUST_BEFORE_A_QUARTER = NOON + timedelta(minutes=8)  # 12:09: ten minutes of silence hide 12:15


def is_live(seen: Seen) -> bool:
    return bool(seen["freshness"] == "live" and seen["radio"] == "ready")


def is_lost(seen: Seen) -> bool:
    return bool(seen["radio"] == "lost")


def is_sane(home: Home) -> None:
    """Nothing was shed or malformed, nothing came without protection, and the log holds no error."""
    last = home.kiosk.last
    assert (last["shed"], last["malformed"], last["unprotected"]) == (0, 0, 0)
    assert last["is_storage_working"]
    assert not last["is_asking"]
    assert home.complaints() == []


def end(home: Home) -> None:
    """The same process as at the start, everything sane, and the disk says what the screen said."""
    assert home.runs == 1
    is_sane(home)
    home.agrees(is_last=True)
    home.stop_kiosk()
    home.rows_agree()


def pull_cable(home: Home, seconds: float) -> None:
    since = len(home.kiosk.said)
    home.world.do("unplug", seconds=seconds)
    lost = home.kiosk.until(is_lost, since=since, seconds=10)
    assert lost["fault"] == "unplugged"
    home.kiosk.until(is_live, since=home.kiosk.said.index(lost), seconds=seconds + 70)


def reset_dongle(home: Home) -> None:
    since = len(home.kiosk.said)
    home.world.do("reset_ncp", reason="watchdog")
    lost = home.kiosk.until(is_lost, since=since, seconds=10)
    assert lost["fault"] == "was_reset"
    home.kiosk.until(is_live, since=home.kiosk.said.index(lost))


def corrupt(home: Home, seconds: float) -> None:
    home.world.do("link", corruption=0.2, to_dongle=True, to_host=True)
    time.sleep(seconds)
    corrupted = home.world.do("statistics")["link"]
    home.world.do("link", corruption=0)
    assert any(count for name, count in corrupted.items() if "corrupt" in name)
    home.kiosk.until(is_live, since=len(home.kiosk.said) - 1, seconds=90)


def power_cycle(home: Home) -> None:
    home.world.do("power_cycle", device=home.world.meter)
    time.sleep(REPORTS_S)
    home.kiosk.until(is_live, since=len(home.kiosk.said) - 1)


def roll_over(home: Home, modulus: int) -> None:
    home.agrees()
    registers = home.world.drive("registers")
    assert registers["modulus"] == modulus
    assert registers["delivered_shown"] < modulus // 2, "it began just before its last digit"


def test_a_short_round_of_troubles_leaves_the_totals_right(tmp_path: Path) -> None:
    """F1, F2, F5, F81"""
    with Home(tmp_path) as home:
        pull_cable(home, 1)
        reset_dongle(home)
        corrupt(home, 3)
        power_cycle(home)
        end(home)


@pytest.mark.soak
def test_a_meter_silent_for_ten_minutes(tmp_path: Path) -> None:
    """F81, C1FR32g: live, old, a dash, and live again; what the silence hid is itemised by the meter's intervals"""
    with Home(tmp_path, start=JUST_BEFORE_A_QUARTER) as home:
        since = len(home.kiosk.said)
        home.world.do("device", device=home.world.meter, silent=True)
        time.sleep(600)
        home.world.do("device", device=home.world.meter, silent=False)
        back = len(home.kiosk.said)
        home.kiosk.until(is_live, since=back)
        states = [seen["freshness"] for seen in home.kiosk.said[since:]]
        assert [new for old, new in zip(["", *states], states, strict=False) if new != old] == [
            "live", "old", "silent", "live",
        ]  # fmt: skip
        silent = [seen for seen in home.kiosk.said[since:] if seen["freshness"] == "silent"]
        assert {seen["number"] for seen in silent} == {UNKNOWN}
        assert all(seen["notice"] for seen in silent)
        assert all(
            seen["number"] != UNKNOWN for seen in home.kiosk.said[since:] if seen["freshness"] in {"live", "old"}
        )
        home.agrees()
        home.kiosk.until(lambda seen: bool(seen["not_itemised_wh"] == 0), since=back, seconds=150)
        end(home)


@pytest.mark.soak
def test_a_cable_pulled_for_a_minute(tmp_path: Path) -> None:
    """F1"""
    with Home(tmp_path) as home:
        pull_cable(home, 60)
        end(home)


@pytest.mark.soak
def test_a_dongle_that_resets_again_and_again(tmp_path: Path) -> None:
    """F2"""
    with Home(tmp_path) as home:
        for _ in range(5):
            reset_dongle(home)
            home.agrees()
        end(home)


@pytest.mark.soak
def test_a_minute_of_corrupted_frames(tmp_path: Path) -> None:
    """F5: a fifth of all ASH frames, both ways"""
    with Home(tmp_path) as home:
        corrupt(home, 60)
        end(home)


@pytest.mark.soak
def test_a_meter_that_reboots(tmp_path: Path) -> None:
    """F81"""
    with Home(tmp_path) as home:
        for _ in range(3):
            power_cycle(home)
            home.agrees()
        end(home)


@pytest.mark.soak
def test_a_register_that_passes_its_last_digit(tmp_path: Path) -> None:
    """F80: six digits"""
    with Home(tmp_path, register={"value": 999_999_900}) as home:
        time.sleep(30)
        roll_over(home, 10**9)
        end(home)


@pytest.mark.soak
def test_a_register_that_passes_48_bits(tmp_path: Path) -> None:
    """F80: a display of fifteen digits; the register's own bits are the limit"""
    with Home(tmp_path, register={"value": 2**48 - 100}, digits_left=15) as home:
        time.sleep(30)
        roll_over(home, 2**48)
        end(home)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_a_kiosk_killed_at_seeded_moments(tmp_path: Path, seed: int) -> None:
    """F20"""
    dice = random.Random(seed)
    with Home(tmp_path) as home:
        for _ in range(6):
            time.sleep(dice.uniform(0.2, 8.0))
            home.kill_kiosk()
            time.sleep(dice.uniform(0.0, 3.0))
            home.start_kiosk()
            if dice.random() < 0.5:
                home.kiosk.until(is_live)
        home.kiosk.until(is_live)
        home.agrees(is_last=True)
        is_sane(home)
        home.stop_kiosk()
        home.rows_agree()


@pytest.mark.soak
def test_a_world_killed_and_started_with_its_state(tmp_path: Path) -> None:
    """The power fails for dongle and meter alike; the same port serves again."""
    with Home(tmp_path) as home:
        listen = home.world.port.removeprefix("socket://")
        for seconds in (0.0, 5.0):
            since = len(home.kiosk.said)
            time.sleep(7)
            home.kill_world(listen, seconds)
            home.kiosk.until(is_lost, since=since, seconds=20)
            home.kiosk.until(is_live, since=len(home.kiosk.said) - 1, seconds=120)
            home.agrees()
        end(home)


@pytest.mark.soak
def test_a_clock_stepped_by_an_hour_and_back(tmp_path: Path) -> None:
    """F40: the machine's clock; energy is neither lost nor counted twice"""
    with Home(tmp_path) as home:
        for step_s in (HOUR_S, -HOUR_S):
            time.sleep(5)
            home.kiosk.tell(jump_s=step_s)
            time.sleep(20)
            home.agrees()
            assert is_live(home.kiosk.last)
        end(home)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("start", "switch"),
    [
        (datetime(2026, 3, 8, 9, 20, tzinfo=UTC), datetime(2026, 3, 8, 10, tzinfo=UTC)),
        (datetime(2026, 11, 1, 8, 20, tzinfo=UTC), datetime(2026, 11, 1, 9, tzinfo=UTC)),
    ],
    ids=["23-hours", "25-hours"],
)
def test_a_night_when_clocks_change_sixty_times_as_fast(tmp_path: Path, start: datetime, switch: datetime) -> None:
    """F42: quarter-hours go on without a hole or an overlap"""
    with Home(tmp_path, start=start, speed=60, load_w=6_000) as home:
        home.kiosk.until(
            lambda seen: datetime.fromisoformat(seen["utc"]) > switch + timedelta(hours=1, minutes=10), seconds=240
        )
        home.agrees(is_last=True)
        is_sane(home)
        home.stop_kiosk()
        rows = [row for row in home.rows_agree().intervals if abs(row.start - switch) <= timedelta(hours=1)]
        assert {row.start for row in rows} == {switch + timedelta(minutes=15 * n) for n in range(-4, 5)}
        after = [row.delivered_wh for row in rows if switch <= row.start < switch + timedelta(hours=1)]
        assert all(abs(row_wh - 1500) <= NEAR_WH for row_wh in after), after
