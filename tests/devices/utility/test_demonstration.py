"""What a demonstration's utility knows before its day begins."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from devices.utility import demonstration
from devices.utility.mdms.records import Records
from devices.utility.web.server import WEB_FILE
from devices.utility.web.store import WebStore
from devices.utility.web.tokens import Tokens
from devices.utility.web.users import Users


def test_a_demonstration_has_a_home_with_a_past_and_people_with_random_passwords(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstration, "DAYS", 56)
    wish = ["--state", str(tmp_path), "--meter", "meter-1", "--until", "2026-07-13", "--neighbours", "2"]
    assert demonstration.main(wish) == 0
    assert demonstration.main(wish) == 0, "a second start goes on with the same home"
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    first, second = (one["people"] for one in told)
    assert [one["name"] for one in first] == ["maria", "ruth", "paul", "tess", "ada"]
    passwords = {one["password"] for one in first + second}
    assert len(passwords) == 10
    assert all(len(one) == 12 for one in passwords)
    records = Records(tmp_path / "mdms.db", lambda _sender, _signed: None)
    assert [one.account for one in records.accounts.find()] == ["1001", "s-0001", "s-0002"]
    (day,) = records.intervals.days("meter-1", 0, date(2026, 5, 28))
    assert len(day.values_wh) == 96
    assert not records.intervals.days("meter-1", 0, date(2026, 5, 29)), "the meter itself is asked for what it keeps"
    records.close()
    store = WebStore(tmp_path / WEB_FILE)
    kept = Users(store).find("maria")
    assert kept is not None
    assert kept.principal.account == "1001"
    tokens = Tokens(store, lambda: datetime.now(UTC))
    (display,) = tokens.of("1001")
    assert display.label == demonstration.DISPLAY
    assert tokens.principal(told[0]["token"]) is None, "a second start gives the display another one"
    assert tokens.principal(told[1]["token"]) is not None
    store.close()
