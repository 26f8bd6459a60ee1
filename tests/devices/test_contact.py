"""What counts as an exchange with a device, and what does not."""

import pytest

from devices import contact
from devices.contact import COUNTED_S, Contact
from devices.drivers.exchange import OrderFailed, Unanswered
from devices.messages import Eui64, Exchanged, Message

HALL = Eui64("00:0d:6f:00:0a:90:69:e8")


class Told:
    """A contact on a clock of its own; `outcomes` is what it told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 1000.0
        self.messages: list[Message] = []
        monkeypatch.setattr(contact, "_now_s", lambda: self.now_s)
        self.contact = Contact(HALL, self.messages.append)

    @property
    def outcomes(self) -> list[bool]:
        return [message.is_answered for message in self.messages if isinstance(message, Exchanged)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(monkeypatch)


def test_a_refusal_is_an_answer_and_silence_is_none(told: Told) -> None:
    """users.md 21"""
    for why in (None, OrderFailed("the switch stays on"), ValueError("no"), Unanswered("no answer"), TimeoutError()):
        told.contact.asked(why)
    assert told.outcomes == [True, True, True, False, False]


def test_reports_and_polls_count_at_most_each_ten_seconds(told: Told) -> None:
    for second in range(25):
        told.now_s = 1000.0 + second
        told.contact.reported()
        told.contact.polled(TimeoutError())
    assert told.outcomes == [True, True, True]
    told.now_s += COUNTED_S
    told.contact.polled(TimeoutError())
    assert told.outcomes[-1] is False


def test_a_report_that_did_not_come_counts_once_for_each_that_was_due(told: Told) -> None:
    told.contact.expect(60.0)
    assert told.contact.missed_at_s == 1090.0  # a report may be half an interval late
    told.now_s = 1090.0
    told.contact.expect(60.0, is_missed=True)
    assert told.outcomes == [False]
    assert told.contact.missed_at_s == 1150.0
    told.contact.expect(None)
    assert told.contact.missed_at_s == float("inf")
