"""One question to a device and its answer: what the drivers share."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import zigpy.types as t
from bellows.ash import AshException
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import DeliveryError, ZigbeeException
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import (
    Attribute,
    AttributeReportingConfig,
    GeneralCommand,
    ReadReportingConfigRecord,
    ReportingDirection,
    Status,
    TypeValue,
)
from zigpy.zdo.types import MultiAddress
from zigpy.zdo.types import Status as ZdoStatus

from devices import codec
from devices.drivers.patience import ONCE, present
from devices.errors import DevicesError
from devices.radio.application import HA_ENDPOINT, SE_ENDPOINT
from devices.se.profile import PROFILE_ID

# zigpy's own debug log of a reporting configuration fails where the attribute has no reportable change
AttributeReportingConfig.reportable_change = None  # type: ignore[assignment]  # zigpy leaves it unset

_ATTEMPTS: Final = 0  # trying again is the engine's decision, not a driver's
_EXTENDED_ADDRESS: Final = 3  # MultiAddress: an EUI64 and an endpoint
_FAILURES: Final = (ZigbeeException, AshException, OSError, TimeoutError, ValueError, KeyError)


class OrderFailed(DevicesError):
    """A device did not answer, or refused; the text says which."""


class Unanswered(OrderFailed):
    """A device did not answer at all."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A report that a driver wants: at most every `min_s`, at least every `max_s`, or when it moved by `change`."""

    attribute_id: int
    min_s: int
    max_s: int
    change: int = 1
    is_required: bool = True


def server(device: ZigbeeDevice, cluster_id: int) -> Cluster:
    """The device's server of a cluster; OrderFailed if it has none."""
    cluster = find_server(device, cluster_id)
    if cluster is None:
        raise OrderFailed(f"the device has no cluster 0x{cluster_id:04x}")
    return cluster


def find_server(device: ZigbeeDevice, cluster_id: int) -> Cluster | None:
    """The device's server of a cluster, on whichever endpoint, or None."""
    found = (endpoint.in_clusters.get(cluster_id) for endpoint in device.non_zdo_endpoints)
    return next((cluster for cluster in found if cluster is not None), None)


async def read(cluster: Cluster, attribute_ids: Iterable[int]) -> dict[int, Any]:
    """Read attributes in one request; those that are unsupported are absent from the answer."""
    asked = list(attribute_ids)
    answer = await _ask(lambda: cluster.read_attributes_raw(asked, retries=_ATTEMPTS))
    records = getattr(answer, "status_records", None)
    if records is None:
        raise OrderFailed(f"reading was refused: {_status(answer)}")
    return codec.read(records)


async def command(cluster: Cluster, name: str, **fields: Any) -> Any:
    """Send a cluster command; the answer is its response, or a Default Response (look at `status_of`)."""
    command_id = cluster.commands_by_name[name].id
    return await _ask(lambda: cluster.command(command_id, retries=_ATTEMPTS, **fields), is_repeatable=False)


def status_of(answer: Any) -> Status | None:
    """The status of a Default Response; None if the answer is a proper one."""
    is_default = hasattr(answer, "status") and hasattr(answer, "command_id")
    return answer.status if is_default else None


def find_client(device: ZigbeeDevice, cluster_id: int) -> int | None:
    """The number of the endpoint with the device's client of a cluster, or None."""
    cluster = find_client_cluster(device, cluster_id)
    return None if cluster is None else int(cluster.endpoint.endpoint_id)


def find_client_cluster(device: ZigbeeDevice, cluster_id: int) -> Cluster | None:
    """The device's client of a cluster, on whichever endpoint, or None."""
    found = (endpoint.out_clusters.get(cluster_id) for endpoint in device.non_zdo_endpoints)
    return next((cluster for cluster in found if cluster is not None), None)


async def bind(device: ZigbeeDevice, cluster: Cluster, coordinator: t.EUI64) -> None:
    """Have the device send this cluster's reports to our endpoint of its profile."""
    is_smart_energy = cluster.endpoint.profile_id == PROFILE_ID
    await bind_to(device, cluster, coordinator, SE_ENDPOINT if is_smart_energy else HA_ENDPOINT, is_bound=True)


async def bind_to(device: ZigbeeDevice, cluster: Cluster, target: t.EUI64, endpoint_id: int, *, is_bound: bool) -> None:
    """Have the device send what this cluster sends by itself to an endpoint of another, or no longer."""
    address: Any = MultiAddress
    there = address(addrmode=_EXTENDED_ADDRESS, ieee=target, endpoint=endpoint_id)
    ask = device.zdo.Bind_req if is_bound else device.zdo.Unbind_req
    answer = await _ask(lambda: ask(device.ieee, cluster.endpoint.endpoint_id, cluster.cluster_id, there))
    if answer[0] == ZdoStatus.NO_ENTRY and not is_bound:
        return
    if answer[0] != ZdoStatus.SUCCESS:
        raise OrderFailed(f"binding was refused: {answer[0]!r}")


async def write(cluster: Cluster, values: Mapping[int, int]) -> None:
    """Write attributes in one request; OrderFailed if the device takes one of them not."""
    attributes = [_written(cluster, attribute_id, value) for attribute_id, value in values.items()]
    answer = await _ask(lambda: cluster.write_attributes_raw(attributes, retries=_ATTEMPTS), is_repeatable=False)
    records = getattr(answer, "status_records", None)
    if records is None:
        raise OrderFailed(f"writing was refused: {_status(answer)}")
    refusals = {record.status.name for record in records if record.status != Status.SUCCESS}
    if refusals:
        raise OrderFailed(f"writing was refused: {', '.join(sorted(refusals))}")


async def arrange_reports(cluster: Cluster, wishes: Sequence[Wish]) -> bool:
    """Configure reporting and read it back; whether all that is required now reports often enough."""
    if await _are_granted(cluster, wishes, exactly=True):
        return True
    configs = [_config(cluster, wish) for wish in wishes]
    await _ask(lambda: cluster.general_command(GeneralCommand.Configure_Reporting, configs, retries=_ATTEMPTS))
    return await _are_granted(cluster, wishes)


async def _are_granted(cluster: Cluster, wishes: Sequence[Wish], *, exactly: bool = False) -> bool:
    """Whether every required report comes often enough, or `exactly` as wished."""
    questions = [ReadReportingConfigRecord(direction=0, attrid=wish.attribute_id) for wish in wishes]
    answer = await _ask(
        lambda: cluster.general_command(GeneralCommand.Read_Reporting_Configuration, questions, retries=_ATTEMPTS)
    )
    granted = {
        int(record.config.attrid): record.config
        for record in getattr(answer, "attribute_configs", ())
        if record.status == Status.SUCCESS and record.config.direction == ReportingDirection.SendReports
    }
    return all(
        (config := granted.get(wish.attribute_id)) is not None
        and (_is_exactly(config, wish) if exactly else 0 < config.max_interval <= wish.max_s)
        for wish in wishes
        if wish.is_required
    )


def _is_exactly(config: Any, wish: Wish) -> bool:
    change = getattr(config, "reportable_change", None)
    return (config.min_interval, config.max_interval) == (wish.min_s, wish.max_s) and change in {None, wish.change}


def _written(cluster: Cluster, attribute_id: int, value: int) -> Attribute:
    definition = cluster.attributes[attribute_id]
    attribute: Any = Attribute
    typed: Any = TypeValue
    made: Attribute = attribute(attrid=attribute_id, value=typed(definition.zcl_type, definition.type(value)))
    return made


def _config(cluster: Cluster, wish: Wish) -> AttributeReportingConfig:
    config: Any = AttributeReportingConfig()
    config.direction = ReportingDirection.SendReports
    config.attrid = wish.attribute_id
    config.datatype = cluster.attributes[wish.attribute_id].zcl_type
    config.min_interval = wish.min_s
    config.max_interval = wish.max_s
    config.reportable_change = wish.change
    return config  # type: ignore[no-any-return]  # zigpy fills it in as it goes


async def _ask(question: Callable[[], Awaitable[Any]], *, is_repeatable: bool = True) -> Any:
    """Put a question as often as the present patience allows; once if it must not be put twice."""
    patience = present() if is_repeatable else ONCE
    for left in reversed(range(patience.tries)):
        try:
            async with asyncio.timeout(patience.reply_s):
                answer = await question()
        except (TimeoutError, DeliveryError) as error:
            patience.tell(error)
            if not left:
                raise Unanswered(_sentence(error)) from error
        except _FAILURES as error:
            raise OrderFailed(_sentence(error)) from error
        else:
            patience.tell(None)
            return answer
    raise AssertionError("a question is put at least once")


def _sentence(error: Exception) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}"


def _status(answer: Any) -> str:
    status = status_of(answer)
    return "an answer to something else" if status is None else status.name
