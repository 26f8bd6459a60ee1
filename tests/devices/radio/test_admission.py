"""What counts as a sign that a device is in, and how long each is waited for."""

from collections.abc import Callable

import pytest
import zigpy.types as t

from devices.errors import JoinFault
from devices.radio import admission
from devices.radio.admission import Admission

ADDRESS = t.EUI64.convert("00:0d:6f:00:0a:90:69:e7")
Deed = Callable[[Admission], object]


KNOCK, HEAR, INTERVIEW, STOP = Admission.knock, Admission.hear, Admission.interview, Admission.stop


@pytest.mark.parametrize(
    ("is_known", "deeds", "fault"),
    [
        (False, [], JoinFault.NOBODY_CAME),
        (False, [HEAR], JoinFault.NOBODY_CAME),  # of a device that never knocked, nothing is proved
        (False, [KNOCK], JoinFault.CODE_WRONG),
        (False, [KNOCK, HEAR], JoinFault.INTERVIEW_STUCK),
        (False, [KNOCK, HEAR, INTERVIEW], None),
        (False, [INTERVIEW], None),  # the dongle's word of the knock was lost
        (True, [KNOCK, INTERVIEW], JoinFault.CODE_WRONG),  # zigpy remembers, the device proved nothing
        (True, [INTERVIEW], JoinFault.NOBODY_CAME),
        (True, [KNOCK, HEAR], None),
        (False, [KNOCK, STOP], None),
        (False, [STOP], None),
    ],
)
async def test_it_ends_as_far_as_it_was_proved(
    is_known: bool, deeds: list[Deed], fault: JoinFault | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TM7"""
    monkeypatch.setattr(admission, "PROOF_S", 0.01)
    monkeypatch.setattr(admission, "INTERVIEW_S", 0.01)
    one = Admission(ADDRESS, is_known=is_known)
    for deed in deeds:
        deed(one)
    assert await one.outcome(0.01) is fault
    assert one.is_interviewed is (fault is None and STOP not in deeds)


def test_each_step_is_news_once() -> None:
    one = Admission(ADDRESS)
    assert [one.knock(), one.knock(), one.hear(), one.hear(), one.interview()] == [True, False, True, False, False]
    assert Admission(ADDRESS).interview()
