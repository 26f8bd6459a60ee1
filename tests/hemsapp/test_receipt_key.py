from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.demand_response import EventStatus, Receipt
from devices.names import Eui64
from devices.wan.receipts import verified
from hemsapp.receipt_key import ReceiptSigner, make_key, read_key

KIOSK = Eui64("00:0d:6f:00:0a:00:00:01")
AT = datetime(2026, 7, 14, 19, tzinfo=UTC)
RECEIPT = Receipt(1, 7, KIOSK, EventStatus.STARTED, AT, AT, "cooling to 78 F", "America/Los_Angeles")


def test_a_receipt_is_signed_in_the_kiosks_name(tmp_path: Path) -> None:
    """UC96.1.8"""
    path = tmp_path / "receipts.key"
    octets = ReceiptSigner(path, lambda: KIOSK)(RECEIPT)
    key = read_key(path)
    assert key is not None
    public = key.public
    assert verified(octets, lambda kiosk: public if kiosk == KIOSK else None) == RECEIPT


def test_the_key_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "receipts.key"
    first = make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    again = read_key(path)
    assert again is not None
    assert again.public == first.public
    with pytest.raises(FileExistsError):
        make_key(path)


def test_nothing_is_signed_before_the_kiosk_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="who we are"):
        ReceiptSigner(tmp_path / "receipts.key", lambda: None)(RECEIPT)


def test_a_file_that_holds_no_key_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "receipts.key"
    path.write_text("abcd")
    with pytest.raises(ValueError, match="holds no key"):
        ReceiptSigner(path, lambda: KIOSK)
    assert path.read_text() == "abcd"
    assert read_key(tmp_path / "other.key") is None
