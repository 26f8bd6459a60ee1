"""A practised event of ten minutes is the acceptance test of a home (UC96.1.8, C1FR36)."""

from datetime import timedelta
from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp.commissioning import PostPassport
from hemsapp.domain.facts import Happened, Happening, Preference
from hemsapp.domain.rehearsal import REHEARSED
from hemsapp.play.player import Player
from hemsapp.rows import select
from hemsapp.snapshot.rehearsal import Rehearsal, Tried, Verdict

HOME = """date 2026-07-14
begins 15:30
devices meter, hall thermostat, bedroom thermostat
house base 400 W, 74 F, outside 97 F

15:32 person practises for 10 min
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def lived(folder: Path, trouble: str = "", minutes: int = 30) -> tuple[Rehearsal, list[Happening]]:
    """How the rehearsal stands so long after it was asked for, and what the audit log says of it."""
    scenario = parse(HOME + trouble)
    player = Player(scenario, folder, is_strict=False)
    player.begin()
    player.live_until(scenario.start + timedelta(minutes=2 + minutes))
    found = player.kiosk.seen().rehearsal
    assert found is not None
    player.kiosk.catch_up()
    assert player.kiosk.store is not None
    told = [each for each in select(player.kiosk.store.database, Happening) if each.kind is Happened.REHEARSED]
    kept = [each.value for each in select(player.kiosk.store.database, Preference) if each.name == REHEARSED]
    assert len(kept) == len(told) <= 1, "a verdict is kept once"
    player.kiosk.kill()
    player.kiosk.start(player.han)
    again = player.kiosk.seen().rehearsal
    assert again is not None
    assert (again.verdict, again.concluded) == (found.verdict, found.concluded), "a start changes no verdict"
    player.close()
    return found, told


def test_a_home_in_which_all_went_well_has_passed_and_the_audit_log_says_so(folder: Path) -> None:
    found, told = lived(folder)
    assert found.verdict is Verdict.PASSED, found
    assert [each.tried for each in found.trials].count(Tried.TOOK_PART) == 2
    assert [each.tried for each in found.trials].count(Tried.RESTORED) == 2
    receipts = found.trials[-1]
    assert receipts.tried is Tried.RECEIPTS
    assert receipts.count == receipts.of > 0
    assert [each.detail.split(" ", 1)[1] for each in told] == ["passed"]


def test_while_it_runs_nothing_is_decided_that_can_still_come(folder: Path) -> None:
    found, told = lived(folder, minutes=6)
    assert found.verdict is Verdict.RUNNING
    assert told == []
    assert {each.is_done for each in found.trials if each.tried is Tried.RESTORED} == {None}


def test_a_device_that_does_not_answer_fails_the_rehearsal_and_is_named(folder: Path) -> None:
    found, told = lived(folder, "15:33 device bedroom silent\n", minutes=40)
    assert found.verdict is Verdict.FAILED
    failed = [each for each in found.trials if not each.is_done]
    assert failed[0].tried in {Tried.TOOK_PART, Tried.RESTORED}, failed
    assert failed[0].device is not None
    assert failed[0].device in told[0].detail


def test_receipts_that_never_reach_the_records_fail_the_rehearsal(folder: Path) -> None:
    found, _ = lived(folder, "15:37 utility cannot reach the meter\n", minutes=40)
    assert found.verdict is Verdict.FAILED
    assert [each.tried for each in found.trials if not each.is_done] == [Tried.RECEIPTS]


def test_the_utility_knows_the_passport_of_a_home_by_its_digest_once_the_meter_passed_it_on(folder: Path) -> None:
    """X-SELF-DIAGNOSE's way: signed by the display, owed like a receipt, carried through the meter untouched."""
    player = Player(parse(HOME), folder, is_strict=False)
    player.begin()
    player.live_for(60)
    digest = "5e" * 32
    player.kiosk.take(PostPassport(digest, is_passed=True))
    player.live_for(120)
    held = player.utility.records.displays.by_digest(digest)
    player.close()
    assert [(each["kind"], each["report"].is_passed) for each in held] == [("passport", True)]
