"""A customer's file as it lies open before a representative: the account, its home, its events, what is wrong."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms.account_events import AccountEvents
from devices.utility.mdms.accounts import Account
from devices.utility.mdms.availability import Kind, Window
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.mdms.within import is_within

_EVENTS, _ALARMS = 20, 20


def customer_file(
    records: Records, desk: ServiceDesk, account: Account, at: datetime, windows: Mapping[Kind, Window]
) -> dict[str, Any]:
    """The whole file, of every meter that is or was the account's; `windows`: what of it is available (C1FR17)."""
    events = AccountEvents(Queries(records)).events(account, at, limit=_EVENTS) if Kind.EVENTS in windows else []
    meters = [one.meter_id for one in account.meters] if Kind.ALARMS in windows else []
    alarms = [alarm for meter in meters for alarm in desk.alarms(meter) if is_within(alarm["at"], windows[Kind.ALARMS])]
    homes = account.meter_ids if Kind.TESTS in windows else ()
    return {
        "as_of": at,
        "account": account,
        "homes": [_home(records, meter) for meter in homes],
        "events": events,
        "alarms": alarms[:_ALARMS],
        "troubles": [trouble for meter in meters for trouble in desk.troubles.troubles(meter_id=meter)],
        "notes": desk.files.notes(account.account),
    }


def _home(records: Records, meter_id: str) -> dict[str, Any]:
    """What is behind one meter: its displays, and the devices as the last report of each display has them."""
    displays = []
    for beat in records.displays.heartbeats(meter_id):
        told = [one for one in records.displays.reports(meter_id) if one["display"] == beat["display"]]
        last = told[0] if told else None
        with_devices = next((one["report"] for one in told if one["report"].devices), None)
        displays.append(
            {
                **beat,
                "report": None if last is None else {name: last[name] for name in ("kind", "made", "code")},
                "devices": () if with_devices is None else with_devices.devices,
            }
        )
    return {"meter": meter_id, "displays": displays}
