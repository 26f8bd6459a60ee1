"""An operator renews and revokes; every system honours it at its next start, and logs it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.utility.enrolment import make_keys
from devices.utility.notices import renew, revoke, take_notices
from devices.utility.process import key_file
from devices.wan.keys import Keys, KeysRefused

NOW = datetime(2026, 7, 13, 17, 0, tzinfo=UTC)


def started(folder: Path, name: str, at: datetime = NOW) -> Keys:
    """A system that starts: its keys after it took what lies there."""
    keys = Keys.load(key_file(folder, name))
    take_notices(folder, keys, at)
    return keys


def test_a_meter_is_renewed_twice_and_the_head_end_follows_in_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """X-REMOTE-DOWNLOAD: credentials are versioned, secure, auditable."""
    make_keys(tmp_path, ["meter-1"])
    first = started(tmp_path, "MS").peers["meter-1"]
    renew(tmp_path, "meter-1", NOW)
    renew(tmp_path, "meter-1", NOW)
    known = started(tmp_path, "MS").peers["meter-1"]
    assert known == Keys.load(key_file(tmp_path, "meter-1")).identity != first
    told = [record.getMessage() for record in caplog.records]
    assert [line.split(",")[0] for line in told] == [
        "MS: meter-1 renewed its keys: version 2",
        "MS: meter-1 renewed its keys: version 3",
    ]
    caplog.clear()
    assert started(tmp_path, "MS").peers["meter-1"] == known
    assert caplog.records == []  # taken once


def test_a_revoked_meter_is_unknown_to_the_head_end_from_its_next_start_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """X-SECURITY, C1FR44"""
    make_keys(tmp_path, ["meter-1", "meter-2"])
    revoke(tmp_path, "meter-1", NOW)
    assert {"meter-1", "meter-2"} & set(started(tmp_path, "MS").peers) == {"meter-2"}
    assert "were revoked" in caplog.text
    with pytest.raises(KeysRefused, match="nothing to revoke"):
        revoke(tmp_path, "meter-1", NOW)
    revoke(tmp_path, "meter-2", NOW)
    assert not {"meter-1", "meter-2"} & set(started(tmp_path, "MS").peers)


def test_a_notice_that_was_tampered_with_changes_nothing_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_keys(tmp_path, ["meter-1"])
    before = started(tmp_path, "MS").peers["meter-1"]
    notice = renew(tmp_path, "meter-1", NOW)
    notice.write_bytes(notice.read_bytes()[:-1] + b"\x00")
    assert started(tmp_path, "MS").peers["meter-1"] == before
    assert "is not believed" in caplog.text


def test_keys_near_their_end_are_told_and_then_dropped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_keys(tmp_path, ["meter-1"])
    started(tmp_path, "MS")
    started(tmp_path, "MS", NOW + timedelta(days=700))
    assert "the keys of meter-1 end soon" in caplog.text
    assert "meter-1" not in started(tmp_path, "MS", NOW + timedelta(days=731)).peers
