"""What is asked of a system stands in its log: a look, and a refusal, with who asked (X-SECURITY, C1FR43)."""

from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from devices.utility.access import OPERATOR, Principal, UserRole
from devices.utility.audit.asked import Witness
from devices.utility.audit.trail import LOOK, REFUSED, named
from devices.utility.audit.verify import entries
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
