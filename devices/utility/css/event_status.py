"""Where one customer stands with one event, step by step, as a representative is shown it (UC96.3.7)."""

from datetime import datetime
from typing import Any

from devices.utility.css.chain import Known, broken_at, chain
from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms.queries import Queries


def event_status(queries: Queries, desk: ServiceDesk, meter_id: str, issuer_event_id: int, at: datetime) -> Any:
    """The standing, every link of the chain, and the first that is missing. Raises ValueError for no event."""
    customers = queries.customers(issuer_event_id, meter_id)
    if not customers:
        raise ValueError(f"event {issuer_event_id} was not sent to {meter_id}")
    known = Known(
        queries.arrived(issuer_event_id, meter_id),
        queries.receipts(issuer_event_id, meter_id),
        queries.standings(meter_id, issuer_event_id),
        desk.history(meter_id, issuer_event_id),
    )
    links = chain(known, at)
    return {**customers[0], "as_of": at, "links": links, "broken_at": broken_at(links)}
