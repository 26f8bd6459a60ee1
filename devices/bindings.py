"""To whom a device sends what it sends by itself, and how often, as it tells (Mgmt_Bind_rsp, ZCL 2.5.9)."""

from dataclasses import dataclass

from devices.names import Eui64


@dataclass(frozen=True, slots=True)
class Bound:
    """One row of its binding table: what the cluster of that endpoint sends goes to an endpoint of `target`."""

    endpoint: int
    cluster_id: int
    target: Eui64
    target_endpoint: int


@dataclass(frozen=True, slots=True)
class Reported:
    """It reports the attribute each `min_s` at most, each `max_s` at least, or moved by `change` (None: at all)."""

    endpoint: int
    cluster_id: int
    attribute_id: int
    min_s: int
    max_s: int
    change: int | None = None


@dataclass(frozen=True, slots=True)
class BindingsRead:
    """What a device told of its bindings, and of the reports on those that are bound to us."""

    device: Eui64
    bindings: tuple[Bound, ...]
    reports: tuple[Reported, ...] = ()
