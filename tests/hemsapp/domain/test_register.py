"""users.md 8, F80, F81: a register reading is counted, accepted as a rollover, ignored, or asked about."""

import pytest

from hemsapp.domain.register import Outcome, Point, Register

MODULUS = 1_000_000


@pytest.mark.parametrize(
    ("before", "reading", "elapsed_s", "outcome", "energy"),
    [
        (5000, 5000, 10, Outcome.COUNTED, 0),
        (5000, 5020, 10, Outcome.COUNTED, 20),
        (MODULUS - 5, 7, 10, Outcome.ROLLED_OVER, 12),
        (MODULUS - 1, 0, 10, Outcome.ROLLED_OVER, 1),
        (5000, 0, 10, Outcome.IGNORED, 0),
        (5000, 4900, 10, Outcome.IGNORED, 0),
        (5000, 53_000_000, 10, Outcome.IGNORED, 0),
        (5000, 105_000, 7200, Outcome.COUNTED, 100_000),
    ],
)
def test_a_reading_has_one_named_outcome(
    before: int, reading: int, elapsed_s: int, outcome: Outcome, energy: int
) -> None:
    register = Register(Point(0, before))
    assert register.offer(reading, elapsed_s, elapsed_s, MODULUS) == (outcome, energy)


def test_a_jump_that_goes_on_is_a_doubt_and_one_that_goes_back_a_glitch() -> None:
    register = Register(Point(0, 5_000_000))
    assert [register.offer(40 + each, 10 * each, 10 * each, 0)[0] for each in range(3)] == [
        Outcome.IGNORED,
        Outcome.IGNORED,
        Outcome.DOUBTED,
    ]
    assert register.offer(5_000_020, 40, 40, 0) == (Outcome.COUNTED, 20)
    assert register.is_glitching


def test_a_small_dip_is_waited_out_and_never_asked_about() -> None:
    register = Register(Point(0, 5000))
    outcomes = {register.offer(4900 + each, 10 * each, 10 * each, 0)[0] for each in range(50)}
    assert outcomes == {Outcome.IGNORED}
    assert register.offer(5010, 600, 600, 0) == (Outcome.COUNTED, 10)
