"""Where one customer stands with one event, step by step, as a representative is shown it (UC96.3.7)."""

from datetime import datetime
from typing import Any

from devices.event_chain import broken_at
from devices.utility.css.chain import Known, chain
from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms.displays import Displays
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records


def event_status(records: Records, desk: ServiceDesk, meter_id: str, issuer_event_id: int, at: datetime) -> Any:
    """The standing, every link of the chain, and the first that is missing. Raises ValueError for no event.

    `kinds`: what is known of the devices that spoke, "display" or as a display told of them.
    """
    queries = Queries(records)
    customers = queries.customers(issuer_event_id, meter_id)
    if not customers:
        raise ValueError(f"event {issuer_event_id} was not sent to {meter_id}")
    receipts = queries.receipts(issuer_event_id, meter_id)
    known = Known(
        queries.arrived(issuer_event_id, meter_id),
        receipts,
        queries.standings(meter_id, issuer_event_id),
        desk.history(meter_id, issuer_event_id),
    )
    links = chain(known, at)
    return {
        **customers[0],
        "as_of": at,
        "links": links,
        "broken_at": broken_at(links),
        "kinds": {**_kinds(records.displays, meter_id), **{one["sender"]: "display" for one in receipts}},
    }


def _kinds(displays: Displays, meter_id: str) -> dict[str, str]:
    told = reversed(displays.reports(meter_id))
    return {str(device.device): device.kind for one in told for device in one["report"].devices}
