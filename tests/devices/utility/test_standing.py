import itertools
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility.mdms.standing import RANK, Facts, standing

S = EventStatus


@pytest.mark.parametrize(
    ("facts", "state", "says"),
    [
        (Facts(), "", ""),
        (Facts(failure="no confirmation of 4 attempts"), "failed", "4 attempts"),
        (Facts(is_notified=True), "notified", ""),
        (Facts(is_notified=True, failure="no confirmation of 4 attempts"), "notified", ""),
        (Facts(is_notified=True, statuses={"kiosk": S.RECEIVED}), "notified", ""),
        (Facts(statuses={"kiosk": S.RECEIVED}), "notified", ""),
        (Facts(is_notified=True, is_closed=True), "notified", "no word of its start"),
        (Facts(is_notified=True, has_launched=True), "in progress", ""),
        (Facts(is_notified=True, statuses={"hall": S.STARTED}), "in progress", ""),
        (Facts(is_notified=True, statuses={"hall": S.OPTED_OUT}), "in progress", "opted out: hall"),
        (Facts(is_notified=True, statuses={"hall": S.COMPLETED, "den": S.STARTED}), "in progress", ""),
        (Facts(is_notified=True, statuses={"hall": S.COMPLETED, "den": S.NO_PARTICIPATION}), "completed", ""),
        (Facts(is_notified=True, statuses={"hall": S.PARTIAL_OPT_OUT, "kiosk": S.RECEIVED}), "completed", ""),
        (Facts(is_notified=True, has_launched=True, has_terminated=True), "completed", ""),
        (
            Facts(is_notified=True, has_terminated=True, is_closed=True, statuses={"den": S.STARTED}),
            "completed",
            "no word of the end from den",
        ),
        (Facts(is_notified=True, is_cancelled=True), "cancelled", ""),
        (Facts(is_notified=True, statuses={"hall": S.SUPERSEDED}), "cancelled", ""),
    ],
)
def test_a_standing_follows_from_what_arrived(facts: Facts, state: str, says: str) -> None:
    """C1FR15, UC96.1.5, UC96.1.20, UC96.1.30, UC96.2.6."""
    found, detail = standing(facts)
    assert found == state
    assert says in detail


def test_more_knowledge_of_a_home_never_moves_a_standing_back() -> None:
    """Whatever is added to the facts, the state keeps its rank or gains."""
    flags = ("is_notified", "has_launched", "has_terminated", "is_closed", "is_cancelled")
    for chosen in itertools.product((False, True), repeat=len(flags)):
        known: dict[str, Any] = dict(zip(flags, chosen, strict=True))
        facts = Facts(**known)
        for flag, is_known in zip(flags, chosen, strict=True):
            more = Facts(**{**known, flag: True})
            assert is_known or RANK[standing(more)[0]] >= RANK[standing(facts)[0]], (facts, flag)
