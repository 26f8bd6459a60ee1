"""The last fifty exchanges of each device, and a check that a person runs."""

from devices.messages import Delivered, Exchanged, Undelivered
from devices.moment import Moment
from hemsapp.domain.answers import Answers
from hemsapp.domain.facts import KeptAnswers
from hemsapp.domain.roll_call import LONGEST_S, RollCall
from tests.hemsapp.domain.world import METER, OTHER, utc

NOW = utc("2026-07-13 20:12")


def at(second: float) -> Moment:
    return Moment(NOW, 1000.0 + second)


def test_the_last_fifty_exchanges_are_counted() -> None:
    """users.md 21: the success rate of the last 50 messages"""
    answers = Answers()
    assert answers.of(METER) == (0, 0)
    for number in range(60):
        answers.hear(Exchanged(METER, is_answered=number % 5 != 0))
    assert answers.of(METER) == (40, 50)


def test_they_survive_a_restart() -> None:
    answers = Answers()
    for is_answered in (True, False, True):
        answers.hear(Exchanged(METER, is_answered))
    (kept,) = answers.changed()
    assert kept == KeptAnswers(METER, "101")
    assert answers.changed() == []
    again = Answers([kept])
    assert again.of(METER) == (2, 3)
    assert again.forget(METER) == KeptAnswers(METER, "")
    assert again.of(METER) == (0, 0)
    assert again.forget(OTHER) is None


def test_a_check_tells_who_answered_and_ends_with_the_last() -> None:
    check = RollCall()
    check.begin([(7, METER), (8, OTHER)], at(0))
    check.hear(Undelivered(8, "no answer in time"), at(3))
    assert check.view is not None
    assert (check.view.answered, check.view.silent, check.view.ended) == ((), (OTHER,), None)
    check.hear(Delivered(9), at(4))  # somebody else's order
    check.hear(Delivered(7), at(5))
    assert (check.view.answered, check.view.silent, check.view.ended) == ((METER,), (OTHER,), at(5))
    assert check.next_wake_s is None


def test_a_check_ends_also_when_nobody_says_anything() -> None:
    check = RollCall()
    check.begin([(7, METER)], at(0))
    assert not check.wake(at(LONGEST_S - 1))
    assert check.wake(at(LONGEST_S))
    assert check.view is not None
    assert (check.view.silent, check.view.ended) == ((METER,), at(LONGEST_S))


def test_a_check_of_nobody_has_ended() -> None:
    check = RollCall()
    check.begin([], at(0))
    assert check.view is not None
    assert check.view.ended == at(0)
