"""The customer takes its data along: a Green Button file of the days that it names."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response

from devices.green_button.feed import Block, Heading, Reading, write
from devices.green_button.words import Flow, ReadingQuality
from devices.utility.operations import RequestRefused
from devices.utility.web.account_views import span_of
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import Customer, Visit, pages
from devices.wan.journal import Noted

router = pages()
MOST_DAYS = 400
_CHANNELS = {Flow.DELIVERED: 0, Flow.RECEIVED: 1}


@router.get("/green-button")
async def green_button(visit: Customer, first: date, last: date) -> Response:
    """The intervals of local days, `last` included, as ESPI 4.0."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise RequestRefused(f"a file holds 1 to {MOST_DAYS} days, from the first to the last")
    return Response(
        await feed(visit, first, last),
        media_type="application/atom+xml",
        headers={"content-disposition": f'attachment; filename="energy-{first}-to-{last}.xml"'},
    )


async def feed(visit: Visit, first: date, last: date) -> bytes:
    """The file; a direction of which nothing is known is left out."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    told = [visit.ask(RECORDS, "usage", channel=channel, **days) for channel in _CHANNELS.values()]
    *usages, events = await asyncio.gather(*told, visit.ask(RECORDS, "events", limit=500))
    known = {flow: usage for flow, usage in zip(_CHANNELS, usages, strict=True) if usage["known"]}
    visit.note(Noted.USAGE_SHOWN, detail=f"{first} to {last}: a Green Button file")
    account, zone = usages[0]["account"], ZoneInfo(usages[0]["zone"])
    minutes = usages[0]["days"][0]["interval_minutes"]
    heading = Heading(
        f"Energy of account {account}, {visit.site.utility}",
        zone,
        first.year,
        tuple(known) or (Flow.DELIVERED,),
        f"urn:hemsapp:utility:{account}:{first}:{last}",
        visit.now,
        minutes * 60,
    )
    file = BytesIO()
    spans = [span_of(event) for event in events if event["standing"] != "cancelled" and event["price"] is not None]
    write(file, heading, (block for flow, usage in known.items() for block in _blocks(flow, usage, spans)))
    return file.getvalue()


def _blocks(flow: Flow, usage: Mapping[str, Any], spans: Sequence[tuple[datetime, datetime]]) -> Iterator[Block]:
    events = [(start.timestamp(), end.timestamp()) for start, end in spans]
    for day in usage["days"]:
        start_s, end_s = (round(datetime.fromisoformat(day[name]).timestamp()) for name in ("start", "end"))
        step_s = day["interval_minutes"] * 60
        readings = tuple(
            Reading(
                at,
                step_s,
                wh,
                ReadingQuality.RAW,
                is_event=any(begin < at + step_s and at < until for begin, until in events),
            )
            for at, wh in zip(range(start_s, end_s, step_s), day["values_wh"], strict=True)
            if wh is not None
        )
        if readings:
            yield Block(flow, date.fromisoformat(day["day"]), start_s, end_s - start_s, readings)
