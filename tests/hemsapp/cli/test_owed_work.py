"""A correction of rates that was cut short is finished at the next start: with the whole program but the dongle."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.moment import Moment
from hemsapp.__main__ import main
from hemsapp.cli.exits import Exit
from hemsapp.domain.facts import ClosedBill, Interval
from hemsapp.effects import Record
from hemsapp.rates import TariffTier
from hemsapp.rows import select
from hemsapp.store import Store
from tests.hemsapp.archive.kept_home import quarters
from tests.hemsapp.cli.test_commands import config
from tests.hemsapp.domain.world import SAMPLE, ZONE

FIRST = date(2026, 1, 20)
RIGHT = replace(SAMPLE, version=2, times_of_use=(), tiers=(TariffTier(None, Decimal("0.20")),))


def test_what_was_left_of_a_correction_is_done_at_the_next_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """users.md 2: the version was saved, then the power failed; every kilowatt-hour costs 20 cents after the start."""
    with closing(Store(tmp_path / "home.db", ZONE)) as store:
        at = Moment(datetime.fromisoformat("2026-07-13T12:00+00:00"), 1.0)
        for each in range(3):
            store.record(Record(tuple(quarters(FIRST + timedelta(days=each), 100)), is_urgent=True), at)
        store.record(Record((replace(SAMPLE, starts=FIRST), replace(RIGHT, starts=FIRST)), is_urgent=True), at)
    assert main(["headless", "--config", str(config(tmp_path)), "--state", "--for", "4"]) == Exit.OK
    work = json.loads(capsys.readouterr().out)["work"]
    assert (work["problem"], work["ended"] is None) == (None, False)
    assert " from 2026-01-01 on: $" in work["result"]
    with closing(Store(tmp_path / "home.db", ZONE)) as store:
        rows = select(store.database, Interval)
        assert {(row.rate_version, row.costs.tier) for row in rows} == {(2, Decimal("0.02"))}
        first = select(store.database, ClosedBill, "ORDER BY start")[0]
        assert (first.start, first.delivered_wh, first.costs.tier) == (date(2026, 1, 1), 28_800, Decimal("5.76"))
