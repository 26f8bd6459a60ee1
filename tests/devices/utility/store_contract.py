"""What every store of meter-days must do: the same questions, the same answers."""

from datetime import date, timedelta
from typing import Any

from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.meter_days import DayRow, MeterDays
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample import Sizes, account_id, fill
from devices.utility.operations import ask
from devices.utility.stored import plain
from devices.wan.words import Readings
from tests.devices.utility.test_accounts import midnight
from tests.devices.utility.world import START, ZONE, World, verify

DAY = date(2026, 3, 8)
_LATER = DAY + timedelta(days=1)


def row(meter: str, day: date = DAY, minutes: int = 15, channel: int = 0, wh: int = 5, revision: int = 0) -> DayRow:
    values = wh.to_bytes(4, "little", signed=True) * 4
    return DayRow(day, meter, channel, 1_700_000_000_000, minutes, values, b"\x01\x01\x05\x01", 4 * wh, revision)


def check_rows(store: MeterDays) -> None:
    """Rows come back as they were put, in the order of day, meter (by its octets) and length; the last one holds."""
    names = ["b", "Z", "a-10", "a-2", "ä", "m'; --", "a%"]
    store.put([row(name) for name in names])
    store.put([row("b", _LATER), row("b", minutes=5), row("b", channel=1), row("b", wh=-7, revision=1)])
    store.put([])
    found = store.rows([DAY, _LATER], None, 0)
    assert found == [
        *sorted((row(name) for name in names if name != "b"), key=lambda one: one.meter_id)[: sorted(names).index("b")],
        row("b", minutes=5),
        row("b", wh=-7, revision=1),
        *sorted((row(name) for name in names if name > "b"), key=lambda one: one.meter_id),
        row("b", _LATER),
    ]
    assert store.rows([_LATER], ["b", "a-2"], 0) == [row("b", _LATER)]
    assert store.rows([DAY], ["m'; --"], 0) == [row("m'; --")]
    assert store.rows([DAY], ["b"], 1) == [row("b", channel=1)]
    assert store.rows([], None, 0) == store.rows([DAY], [], 0) == store.rows([DAY], ["nobody"], 0) == []
    assert store.total_wh("b", 0, DAY, _LATER) == 4 * 5 + 4 * -7 + 4 * 5
    assert store.total_wh("nobody", 0, DAY, _LATER) == 0


def answers(store: MeterDays | None) -> list[Any]:
    """What the records say of a small year of theirs, kept in that store."""
    records = Records(None, verify, store=store)
    fill(records, Sizes(6, 12, date(2026, 3, 12)))
    spike = Readings("sample-0002", 0, midnight(DAY), 15, (900, None, 13_000))
    assert records.intervals.put(spike) == 2
    assert records.intervals.put(spike) == 0
    records.validation.readings(spike, START)
    records.validation.readings(Readings("sample-0001", 0, midnight(DAY), 15, (1,)), START)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("usage", {"account": account_id(2), "first": "2026-03-01", "last": "2026-03-12"}),
        ("usage", {"account": account_id(5), "day": "2026-03-08", "channel": 1}),
        ("intervals", {"meter": "sample-0002", "day": "2026-03-08"}),
        ("aggregate", {"day": "2026-03-07", "last": "2026-03-09"}),
        ("aggregate", {"day": "2026-03-08", "channel": 1, "interval_minutes": 60}),
        ("exceptions", {}),
    ]
    table = records_operations.operations(records, World().css)
    told = [plain(ask(table, verb, given, START, ZONE)) for verb, given in asked]
    assert told[0]["days"][7]["marks"][2] == "spike"
    assert told[0]["days"][7]["intervals"] == 92
    records.close()
    return told
