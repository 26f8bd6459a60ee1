"""What is asked of a system stands in its log: a look, and a refusal, with who asked (X-SECURITY, C1FR43)."""

import json
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from devices.utility.access import OPERATOR, Principal, UserRole
from devices.utility.audit.asked import Witness
from devices.utility.audit.trail import LOOK, ORDER, REFUSED, named
from devices.utility.audit.verify import entries, verify
from devices.utility.ms import operations
from devices.utility.ms.head_end import HeadEnd

AT = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)
CUSTOMER = Principal("carla", UserRole.CUSTOMER, "A-1")


def test_a_look_and_a_refusal_stand_in_the_log_with_who_asked() -> None:
    with closing(HeadEnd(None, lambda _sender, _signed: None)) as ms:
        witness = Witness(operations.operations(ms), [ms.links], ZoneInfo("America/Los_Angeles"))
        witness.ask("policies", {}, AT, OPERATOR)
        with pytest.raises(ValueError, match=r"."):
            witness.ask("policies", {}, AT, CUSTOMER)
        witness.trail.flush()
        told = [(one.what, one.about, one.who, one.at) for one in entries(ms.links.db)]
    assert (LOOK, "policies", named(OPERATOR), AT) in told
    assert (REFUSED, "policies", named(CUSTOMER), AT) in told


def test_an_order_stands_in_the_log_with_what_it_changed_and_who_gave_it() -> None:
    """C1FR43: the event, its messages that are owed, and the order itself are told as that person's doing."""
    manager = Principal("paula", UserRole.PROGRAM_MANAGER)
    with closing(HeadEnd(None, lambda _sender, _signed: None)) as ms:
        witness = Witness(operations.operations(ms), [ms.links], ZoneInfo("America/Los_Angeles"))
        ms.links.clock = lambda: AT
        witness.ask("enrol", {"meter": "meter-1"}, AT, OPERATOR)
        before = ms.links.audit.head()[0]
        order = {"program": "critical-peak", "to": "all", "start": "+30m", "duration_minutes": "60", "price": "0.62"}
        ordered = witness.ask("schedule", order, AT, manager)
        told = [one for one in entries(ms.links.db) if one.number > before]
        assert {one.who for one in told} == {named(manager)}
        changed = {one.about for one in told if one.what in {"set", "added"}}
        assert changed >= {"events"}
        (last,) = [one for one in told if one.what == ORDER]
        assert (last.about, last) == ("schedule", told[-1])
        assert json.loads(last.said or "")["asked"]["price"] == "0.62"
        assert any(str(ordered.issuer_event_id) in (one.key or "") + (one.said or "") for one in told)
        with pytest.raises(ValueError, match=r"."):
            witness.ask("schedule", order | {"price": "-"}, AT, manager)
        refused = list(entries(ms.links.db))[-1]
        assert (refused.what, refused.who) == (REFUSED, named(manager)), "and a refused order changed nothing else"
        assert verify(ms.links.db, bytes(32)).fault is None
