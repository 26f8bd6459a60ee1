"""Keys have a term: renewed under the key before, revoked for good, and honoured by whoever receives (X-SECURITY)."""

from datetime import UTC, datetime, timedelta

import pytest

from devices.wan.credentials import (
    RENEWED_BEFORE,
    TERM,
    CredentialRefused,
    Register,
    renewed,
    revocations,
)
from devices.wan.keys import Keys, Role, introduce

NOW = datetime(2026, 7, 13, 17, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)


def three() -> tuple[Register, Keys, Keys]:
    """A head end's register of one meter, the meter's keys, and another meter's."""
    head_end = Keys.generate("MS", Role.HEAD_END)
    meter, other = Keys.generate("meter-1", Role.METER), Keys.generate("meter-2", Role.METER)
    introduce((head_end, meter))
    register = Register(head_end)
    register.enrol(meter.identity, NOW)
    return register, meter, other


def test_a_meter_renews_its_keys_under_the_old_ones_and_is_known_by_the_new_alone() -> None:
    """X-REMOTE-DOWNLOAD: credentials are versioned, and changed without anybody going there."""
    register, meter, _ = three()
    assert register.due(NOW + TERM - RENEWED_BEFORE) == ("meter-1",)
    new, told = renewed(meter, 2, SOON)
    line = register.take_renewal(told, SOON)
    assert line.startswith("meter-1 renewed its keys: version 2")
    assert register.keys.peers["meter-1"] == new.identity
    assert set(new.peers) == {"MS"}
    with pytest.raises(CredentialRefused, match="signed by nobody that is known"):
        register.take_renewal(told, SOON)  # a replay: the old key is known no longer


def test_nobody_renews_the_keys_of_another() -> None:
    """TM2: impersonation."""
    register, meter, other = three()
    register.enrol(other.identity, NOW)
    _, told = renewed(other, 2, SOON)
    forged = Keys.generate("meter-1", Role.METER)
    _, by_forger = renewed(forged, 2, SOON)
    with pytest.raises(CredentialRefused, match="signed by nobody"):
        register.take_renewal(by_forger, SOON)
    for at in range(0, len(told), 7):
        changed = told[:at] + bytes((told[at] ^ 1,)) + told[at + 1 :]
        with pytest.raises(CredentialRefused):
            register.take_renewal(changed, SOON)
    assert register.keys.peers["meter-1"] == meter.identity


@pytest.mark.parametrize(
    ("version", "made", "taken", "why"),
    [
        (1, SOON, SOON, "not newer than what is held"),
        (2, SOON + timedelta(days=3), SOON, "does not hold now"),
        (2, NOW - TERM, SOON, "does not hold now"),
        (2, NOW + TERM, NOW + TERM, "enrol it anew"),
    ],
)
def test_a_renewal_out_of_order_or_out_of_time_is_refused(
    version: int, made: datetime, taken: datetime, why: str
) -> None:
    register, meter, _ = three()
    _, told = renewed(meter, version, made)
    with pytest.raises(CredentialRefused, match=why):
        register.take_renewal(told, taken)
    assert register.keys.peers["meter-1"] == meter.identity


def test_revoked_keys_are_believed_no_longer_by_anybody_who_has_the_list() -> None:
    """X-SECURITY, C1FR44: and stay out after a restart, and cannot be enrolled again."""
    register, meter, _ = three()
    received = Register(meter)
    received.enrol(register.keys.identity, NOW)
    mdms = Keys.generate("MDMS", Role.RECORDS)
    introduce((register.keys, mdms))
    introduce((mdms, meter))
    listed = revocations(register.keys, 1, [meter.identity.thumbprint], SOON)
    at_records = Register(mdms)
    assert at_records.take_revocations(listed) == (f"the keys of meter-1 ({meter.identity.thumbprint}) were revoked",)
    assert "meter-1" not in mdms.peers
    with pytest.raises(CredentialRefused, match="older than the one that is known"):
        at_records.take_revocations(listed)
    again = Register.read(at_records.written(), mdms)
    with pytest.raises(CredentialRefused, match="were revoked"):
        again.enrol(meter.identity, SOON)
    _, told = renewed(meter, 2, SOON)
    with pytest.raises(CredentialRefused):
        again.take_renewal(told, SOON)


def test_only_the_head_end_revokes() -> None:
    """C1FR44: authorised by role."""
    register, meter, _ = three()
    with pytest.raises(CredentialRefused, match="no head end"):
        revocations(meter, 1, ["00"], NOW)
    assert register.number == 0


def test_keys_that_were_not_renewed_in_time_are_dropped_and_named() -> None:
    register, _, _ = three()
    assert register.expire(NOW + TERM - timedelta(seconds=1)) == ()
    assert register.expire(NOW + TERM) == ("the keys of meter-1 were not renewed in time",)
    assert "meter-1" not in register.keys.peers
