"""The PIN before what an installer sets: hashed, rate-limited, kept nowhere else (X-SECURITY)."""

import argparse
import asyncio
import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from devices.moment import Moment
from hemsapp import pin_vault
from hemsapp.cli import pin as command
from hemsapp.cli.arguments import parser
from hemsapp.domain.facts import Happened, Happening
from hemsapp.effects import Record
from hemsapp.engine import Engine, Settings
from hemsapp.pin import PinChosen, PinDeed, PinState, PinTold, PinTried
from hemsapp.pin_vault import FIRST_WAIT_S, LONGEST_WAIT_S, PinVault, wait_after
from hemsapp.state_json import to_json
from tests.hemsapp.domain.world import SAMPLE
from tests.hemsapp.events_home import ZONE
from ui.screens.cases import NOW

CHEAP = 2**4
PIN, OTHER = "482913", "4829"


def after(seconds: float, *, wall: timedelta | None = None) -> Moment:
    """So many monotonic seconds later, the wall's clock set by `wall` besides."""
    return Moment(NOW.utc + timedelta(seconds=seconds) + (wall or timedelta()), NOW.monotonic_s + seconds)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pin.json"


@pytest.fixture
def vault(path: Path) -> PinVault:
    made = PinVault(path, NOW, cost=CHEAP)
    state, told = made.answer(PinChosen(PIN), NOW)
    assert (state.is_set, told) == (True, (PinTold(PinDeed.SET),))
    return made


def fail(vault: PinVault, times: int, at: Moment = NOW) -> PinState:
    """The state after so many wrong tries, each when it is allowed."""
    state = PinState(is_set=True)
    for _ in range(times):
        at = Moment(at.utc, at.monotonic_s + state.wait_s)
        state, _ = vault.answer(PinTried(OTHER), at)
    return state


def test_without_a_pin_nothing_is_asked(path: Path) -> None:
    vault = PinVault(path, NOW)
    assert not vault.is_set
    assert vault.answer(PinTried(""), NOW) == (PinState(is_set=False, is_right=True), ())
    assert not path.exists()


def test_the_right_pin_opens_and_a_wrong_one_is_told(vault: PinVault) -> None:
    """X-SECURITY: every wrong try is kept in the audit log."""
    state, told = vault.answer(PinTried(OTHER), NOW)
    assert (state.is_right, state.tries_left, told) == (False, 2, (PinTold(PinDeed.WRONG, 1),))
    state, told = vault.answer(PinTried(PIN), NOW)
    assert (state.is_right, told) == (True, (PinTold(PinDeed.OPENED),))


def test_after_three_wrong_tries_one_waits_and_the_right_pin_waits_too(vault: PinVault) -> None:
    """X-SECURITY: rate-limited."""
    assert fail(vault, 3).wait_s == FIRST_WAIT_S
    early, told = vault.answer(PinTried(PIN), after(FIRST_WAIT_S - 1))
    assert (early.is_right, round(early.wait_s), told) == (None, 1, ())
    assert vault.answer(PinTried(PIN), after(FIRST_WAIT_S))[0].is_right


def test_waits_double_to_a_quarter_of_an_hour_and_begin_anew_after_the_right_pin(vault: PinVault) -> None:
    assert [wait_after(tries) for tries in (1, 2, 3, 4, 5, 8, 9, 400)] == [0, 0, 30, 60, 120, 900, 900, 900]
    state = fail(vault, 6)
    assert state.wait_s == 240
    at = after(10_000)
    assert vault.answer(PinTried(PIN), at)[0].is_right
    assert fail(vault, 2, at).wait_s == 0


def test_a_restart_and_another_date_make_no_wait_shorter(vault: PinVault, path: Path) -> None:
    """X-SECURITY: pulling the plug starts the wait anew; the kiosk's clock is no way round it (C1NFR13.2)."""
    fail(vault, 4)
    in_a_year = after(5, wall=timedelta(days=365))
    assert vault.answer(PinTried(PIN), in_a_year)[0].is_right is None
    restarted = PinVault(path, Moment(NOW.utc + timedelta(days=9), 3.0), cost=CHEAP)
    state, _ = restarted.answer(PinTried(PIN), Moment(NOW.utc + timedelta(days=9), 4.0))
    assert (state.is_right, state.wait_s) == (None, 59.0)
    assert restarted.answer(PinTried(PIN), Moment(NOW.utc, 63.0))[0].is_right


def test_a_try_is_counted_before_it_is_compared(vault: PinVault, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-SECURITY: a plug that is pulled while the hash is computed gives no try for nothing."""

    def pulled(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(pin_vault, "_digest", pulled)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            vault.answer(PinTried(OTHER), NOW)
    monkeypatch.undo()
    restarted = PinVault(path, Moment(NOW.utc, 0.0), cost=CHEAP)
    assert restarted.answer(PinTried(PIN), Moment(NOW.utc, 1.0))[0].wait_s == FIRST_WAIT_S - 1


def test_it_is_changed_and_removed_only_by_who_knows_it(vault: PinVault) -> None:
    assert vault.answer(PinChosen("5555", before=OTHER), NOW)[0].is_right is False
    assert vault.answer(PinChosen("", before=""), NOW)[0].is_right is False
    assert vault.answer(PinChosen("5555", before=PIN), NOW)[1] == (PinTold(PinDeed.CHANGED),)
    assert vault.answer(PinTried("5555"), NOW)[0].is_right
    assert vault.answer(PinChosen("", before="5555"), NOW) == (
        PinState(is_set=False, is_right=True),
        (PinTold(PinDeed.REMOVED),),
    )
    assert not vault.is_set


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "١٢٣٤"])
def test_a_pin_has_four_to_eight_digits(path: Path, pin: str) -> None:
    state, told = PinVault(path, NOW, cost=CHEAP).answer(PinChosen(pin), NOW)
    assert (state.problem, told) == ("A PIN has 4 to 8 digits.", ())
    assert not path.exists()


def test_only_a_salted_hash_is_kept_for_its_owner_alone(path: Path) -> None:
    """X-SECURITY: equal PINs give unequal files, no file holds one, nobody else reads it."""
    files = []
    for _ in range(2):
        path.unlink(missing_ok=True)
        PinVault(path, NOW, cost=CHEAP).answer(PinChosen(PIN), NOW)
        files.append(json.loads(path.read_text()))
    assert files[0]["digest"] != files[1]["digest"]
    assert PIN not in json.dumps(files)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PinVault(path, NOW)._cost >= 2**15, "memory-hard: 32 MB a try"


@pytest.mark.parametrize("contents", ["", "{}x", '{"digest": 5}', '{"stranger": 1}'])
def test_a_file_that_cannot_be_read_opens_nothing(path: Path, contents: str) -> None:
    path.write_text(contents)
    vault = PinVault(path, NOW)
    state, _ = vault.answer(PinTried(PIN), NOW)
    assert (vault.is_set, state.is_right) == (True, None)
    assert state.problem.endswith("hemsapp pin --reset.")


def test_a_forgotten_pin_is_reset_on_the_machine_and_the_log_says_so(vault: PinVault, path: Path) -> None:
    assert pin_vault.reset(path)
    assert vault.answer(PinTried("0"), NOW) == (PinState(is_set=False, is_right=True), (PinTold(PinDeed.RESET),))
    assert vault.news() == ()
    assert not pin_vault.reset(path)


def test_the_command_resets_it(vault: PinVault, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = path.with_name("hemsapp.toml")
    config.write_text('[store]\npath = "home.db"\n')
    wish = parser().parse_args(["pin", "--reset", "--config", str(config)])
    assert isinstance(wish, argparse.Namespace)
    assert command.run(wish) == 0
    assert capsys.readouterr().out.startswith("The PIN is reset.")
    assert not vault.is_set


def test_no_digit_reaches_a_log_or_a_snapshot(vault: PinVault, path: Path) -> None:
    """X-SECURITY: the audit log tells what happened and how often, the snapshot that there is one."""
    assert PIN not in repr(PinTried(PIN)) + repr(PinChosen(PIN, PIN))
    engine = Engine(Settings(ZONE, SAMPLE))
    engine.start(NOW)
    effects = []
    for question in (PinTried(OTHER), PinChosen("77777", before=PIN)):
        for told in vault.answer(question, NOW)[1]:
            effects += engine.receive(told, NOW)
    facts = [fact for effect in effects if isinstance(effect, Record) for fact in effect.facts]
    happened = [(fact.kind, fact.detail) for fact in facts if isinstance(fact, Happening)]
    assert happened == [
        (Happened.PIN_WRONG, "a wrong PIN, 1 in a row"),
        (Happened.PIN_CHANGED, "the PIN was changed"),
    ]
    seen = engine.snapshot(NOW)
    assert seen.preferences.is_pin_set
    kept = json.loads(path.read_text())
    said = repr(effects) + json.dumps(to_json(seen, NOW))
    assert [secret for secret in (PIN, OTHER, "77777", kept["salt"], kept["digest"]) if secret in said] == []


def test_the_wait_is_at_most_a_quarter_of_an_hour_whatever_the_file_says(path: Path, vault: PinVault) -> None:
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "wait_s": 1e9}))
    restarted = PinVault(path, NOW, cost=CHEAP)
    assert restarted.answer(PinTried(PIN), after(LONGEST_WAIT_S + 1))[0].is_right


async def _answers(vault: PinVault) -> list[PinState]:
    return [await asyncio.to_thread(lambda: vault.answer(PinTried(PIN), NOW)[0]) for _ in range(2)]


def test_it_is_answered_from_another_thread(vault: PinVault) -> None:
    assert all(state.is_right for state in asyncio.run(_answers(vault)))
