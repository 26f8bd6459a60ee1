"""One device's neighbours and routes, page by page; when to ask whom is the engine's policy (`hemsapp.domain.mesh`)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import zigpy.types as t
from bellows.ash import AshException
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import ZigbeeException
from zigpy.zdo.types import Neighbor, RouteStatus, Status

from devices.errors import DevicesError
from devices.messages import Delivered, Eui64, Message, Undelivered
from devices.neighbours import Neighbour, NeighboursRead, ReadNeighbours, Relation, Route
from devices.radio.application import SmartEnergyApplication, eui64_of
from devices.radio.bindings import read_bindings

PAGE_S: Final = 5.0
BETWEEN_S: Final = 0.2
MOST_PAGES: Final = 40
_FAILURES: Final = (ZigbeeException, AshException, OSError, TimeoutError, ValueError)
_RELATIONS: Final = {0: Relation.PARENT, 1: Relation.CHILD, 2: Relation.SIBLING}


class Untold(DevicesError):
    """The device does not tell who its neighbours are; the text says why."""


async def read(
    app: SmartEnergyApplication, order_id: int, order: ReadNeighbours, deliver: Callable[[Message], None]
) -> None:
    """Ask, deliver the answer, and then `Delivered`; else `Undelivered`, also where the session ends meanwhile."""
    outcome: Message = Undelivered(order_id, "the radio is gone")
    try:
        deliver(await neighbours(app, order.device))
        device = app.devices.get(t.EUI64.convert(order.device))
        is_other = isinstance(device, ZigbeeDevice) and device.ieee != app.state.node_info.ieee
        if is_other and (bound := await read_bindings(app, device)) is not None:
            deliver(bound)
        outcome = Delivered(order_id)
    except Untold as why:
        outcome = Undelivered(order_id, str(why))
    finally:
        deliver(outcome)


async def neighbours(app: SmartEnergyApplication, name: Eui64) -> NeighboursRead:
    """What the device of that name tells. Raises Untold."""
    device = next((each for key, each in app.devices.items() if eui64_of(key) == name), None)
    if not isinstance(device, ZigbeeDevice):
        raise Untold("no such device is on this network")
    is_own = device.ieee == app.state.node_info.ieee
    if not is_own and device.node_desc is not None and not device.node_desc.is_receiver_on_when_idle:
        raise Untold("a device that sleeps is not kept awake for this")
    names = {int(each.nwk): eui64_of(key) for key, each in app.devices.items()}
    rows = await _table(device.zdo.Mgmt_Lqi_req, "NeighborTableList")
    found = tuple(_neighbour(row) for row in rows if int.from_bytes(row.ieee.serialize(), "little"))
    routes: tuple[Route, ...] = ()
    try:
        table = await _table(device.zdo.Mgmt_Rtg_req, "RoutingTableList")
    except Untold:
        table = []  # a device without children need not keep one
    routes = tuple(
        Route(names[int(row.DstNWK)], names[int(row.NextHop)])
        for row in table
        if row.RouteStatus == RouteStatus.Active and int(row.DstNWK) in names and int(row.NextHop) in names
    )
    return NeighboursRead(name, found, routes)


def _neighbour(row: Neighbor) -> Neighbour:
    kind = int(row.device_type)
    relation = _RELATIONS.get(int(row.relationship), Relation.OTHER)
    return Neighbour(eui64_of(row.ieee), int(row.lqi), relation, is_router=kind in {0, 1})


async def _table(ask: Callable[..., Awaitable[Any]], entries: str) -> list[Any]:
    """All pages of one table, with a breath between them: readings go first. Raises Untold."""
    rows: list[Any] = []
    for _ in range(MOST_PAGES):
        try:
            async with asyncio.timeout(PAGE_S):
                status, page, *_rest = await ask(len(rows))
        except _FAILURES as error:
            raise Untold(f"it did not answer: {error or 'no answer in time'}") from error
        if status != Status.SUCCESS:
            raise Untold(f"it does not tell: {status!r}")
        found = getattr(page, entries)
        rows += found
        if not found or len(rows) >= int(page.Entries):
            break
        await asyncio.sleep(BETWEEN_S)
    return rows
