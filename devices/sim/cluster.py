"""One side of a cluster on a simulated endpoint: its attributes, the commands it receives, its reporting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zigpy.zcl import Cluster, foundation
from zigpy.zcl.foundation import CommandSchema, Status, ZCLAttributeDef

from devices.moment import Moment
from devices.sim.reporting import Reports, Value

MAX_PAYLOAD: Final = 73
"""Octets of a ZCL frame that fit one APS frame under network and link key: hosts put no fragments together."""

Answer = Status | CommandSchema | Sequence[CommandSchema]
CommandTable = Mapping[int, Callable[[Any, Moment], Answer]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a cluster instance: its definition, how it is read and, if it may be, written.

    A reader that answers None says that the device does not have the attribute now.
    """

    definition: ZCLAttributeDef
    read: Callable[[], Any]
    write: Callable[[Any], Status] | None = None


def attributes(
    cluster: type[Cluster], readers: Mapping[str, object], writers: Mapping[str, Callable[[Any], Status]] | None = None
) -> dict[int, Attribute]:
    """An attribute table from names: each value is a constant or a function of no argument."""
    table = {}
    for name, reader in readers.items():
        definition = getattr(cluster.AttributeDefs, name)
        read = reader if callable(reader) and not isinstance(reader, type) else _constant(reader)
        table[int(definition.id)] = Attribute(definition, read, (writers or {}).get(name))
    return dict(sorted(table.items()))


def _constant(value: object) -> Callable[[], object]:
    return lambda: value


@dataclass(slots=True)
class ClusterInstance:
    """One side of a cluster on an endpoint. `commands` are those that it receives, by their identifier."""

    definition: type[Cluster]
    is_server: bool = True
    attributes: dict[int, Attribute] = field(default_factory=dict)
    commands: CommandTable = field(default_factory=dict)
    is_reportable: bool = True
    reports: Reports = field(init=False)

    def __post_init__(self) -> None:
        self.reports = Reports(self.value)

    @property
    def cluster_id(self) -> int:
        """The cluster's identifier."""
        return int(self.definition.cluster_id)

    @property
    def received(self) -> dict[int, type[CommandSchema]]:
        """Schemas of every command that the dictionary lets this side receive."""
        defs = self.definition.ServerCommandDefs if self.is_server else self.definition.ClientCommandDefs
        return {int(command.id): command.schema for command in defs}

    @property
    def generated(self) -> list[int]:
        """Identifiers of the commands that the dictionary lets this side send."""
        defs = self.definition.ClientCommandDefs if self.is_server else self.definition.ServerCommandDefs
        return sorted(int(command.id) for command in defs)

    def value(self, attribute_id: int) -> Value:
        """The attribute's plain value, None if it has none."""
        attribute = self.attributes.get(attribute_id)
        value: Value = None if attribute is None else attribute.read()
        return value

    def record(self, attribute_id: int) -> foundation.ReadAttributeRecord:
        """The attribute as a Read Attributes response tells it."""
        attribute = self.attributes.get(attribute_id)
        value = None if attribute is None else attribute.read()
        if attribute is None or value is None:
            return _record(attribute_id, Status.UNSUPPORTED_ATTRIBUTE, None)
        return _record(attribute_id, Status.SUCCESS, typed(attribute.definition, value))

    @property
    def present(self) -> list[Attribute]:
        """Attributes that the device has now, by rising identifier."""
        return [attribute for attribute in self.attributes.values() if attribute.read() is not None]


def _record(attribute_id: int, status: Status, value: foundation.TypeValue | None) -> foundation.ReadAttributeRecord:
    make: Any = foundation.ReadAttributeRecord  # it converts the identifier itself
    made: foundation.ReadAttributeRecord = make(attribute_id, status, value)
    return made


def typed(definition: ZCLAttributeDef, value: object) -> foundation.TypeValue:
    """`value` with the type that the dictionary gives the attribute."""
    return foundation.TypeValue(definition.zcl_type, definition.type(value))


class Refused(Exception):
    """A command cannot be carried out, for the reason that its status names."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status
