"""A little ZCL server: attribute tables, the general commands, default responses, reports.

A `ZclNode` is a `devices.sim.node.Node` made of cluster instances; what a cluster means stands with its device.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.zcl import foundation
from zigpy.zcl.foundation import CommandSchema, Direction, FrameType, GeneralCommand, Status, ZCLHeader

from devices.moment import Moment
from devices.sim import general
from devices.sim.cluster import MAX_PAYLOAD, Answer, ClusterInstance, Refused, typed
from devices.sim.node import ApsFrame, Endpoint, Peer
from devices.sim.reporting import Value

BROADCAST_ENDPOINT: Final = 0xFF
_GENERAL_BY_ID: Final = {int(number): command.schema for number, command in foundation.GENERAL_COMMANDS.items()}
_ANSWERS: Final = (GeneralCommand.Default_Response, GeneralCommand.Read_Attributes_rsp)
_GENERAL_SCHEMAS: Final = frozenset(command.schema for command in foundation.GENERAL_COMMANDS.values())


@dataclass(slots=True)
class EndpointInstance:
    """A simple descriptor and the cluster instances behind it."""

    number: int
    profile_id: int
    device_id: int
    servers: dict[int, ClusterInstance]
    clients: dict[int, ClusterInstance]

    @classmethod
    def of(
        cls, number: int, profile_id: int, device_id: int, instances: Iterable[ClusterInstance]
    ) -> "EndpointInstance":
        """An endpoint of these instances."""
        everything = list(instances)
        servers = {one.cluster_id: one for one in everything if one.is_server}
        clients = {one.cluster_id: one for one in everything if not one.is_server}
        return cls(number, profile_id, device_id, servers, clients)

    @property
    def descriptor(self) -> Endpoint:
        """What ZDO tells of it."""
        return Endpoint(self.number, self.profile_id, self.device_id, tuple(self.servers), tuple(self.clients))


class ZclServer:
    """Answers ZCL frames for a set of endpoints, and makes the frames that they send by themselves."""

    def __init__(self, endpoints: Iterable[EndpointInstance], link_key_clusters: frozenset[int]) -> None:
        self.endpoints = {one.number: one for one in endpoints}
        self.link_key_clusters = link_key_clusters
        self._sequence = 0
        self.asker = Peer(None, 0)
        """Who sent the frame that is being answered."""

    def receive(self, frame: ApsFrame, at: Moment) -> list[ApsFrame]:
        """Frames that answer `frame`; nothing for what is not addressed to this device or needs no answer."""
        numbers = (
            list(self.endpoints) if frame.destination_endpoint == BROADCAST_ENDPOINT else [frame.destination_endpoint]
        )
        answers = []
        self.asker = Peer(frame.peer, frame.source_endpoint)
        for number in numbers:
            endpoint = self.endpoints.get(number)
            if endpoint is not None and endpoint.profile_id == frame.profile_id:
                answers += _Exchange(self, endpoint, frame, at).answers()
        return answers

    def due_reports(self, at: Moment) -> list[ApsFrame]:
        """Report Attributes frames that are due."""
        frames = []
        for endpoint in self.endpoints.values():
            for instance in endpoint.servers.values():
                frames += self._reports(endpoint, instance, instance.reports.due(at.monotonic_s))
        return frames

    def unsolicited(self, cluster_id: int, command: CommandSchema) -> list[ApsFrame]:
        """Frames that send a server's `command` to everyone to whom its cluster is bound."""
        frames = []
        for endpoint in self.endpoints.values():
            instance = endpoint.servers.get(cluster_id)
            if instance is None or not instance.reports.is_bound:
                continue
            header = ZCLHeader.cluster(self.next_sequence(), command.command.id, direction=Direction.Server_to_Client)
            frames += self.outgoing(endpoint, instance, header.serialize() + command.serialize())
        return frames

    def send(self, cluster_id: int, command: CommandSchema, to: Peer, *, is_from_server: bool) -> list[ApsFrame]:
        """The frame that sends a `command` to one endpoint, as the cluster's server or as its client."""
        direction = Direction.Server_to_Client if is_from_server else Direction.Client_to_Server
        for endpoint in self.endpoints.values():
            if cluster_id in (endpoint.servers if is_from_server else endpoint.clients):
                header = ZCLHeader.cluster(self.next_sequence(), command.command.id, direction=direction)
                return [self._frame(endpoint, cluster_id, to, header.serialize() + command.serialize())]
        return []

    def ask(self, cluster_id: int, attribute_ids: Iterable[int], to: Peer) -> list[ApsFrame]:
        """The frame that reads attributes of another device; its answer comes to `receive`, and is not answered."""
        header = ZCLHeader.general(self.next_sequence(), GeneralCommand.Read_Attributes)
        request = _GENERAL_BY_ID[GeneralCommand.Read_Attributes](attribute_ids=list(attribute_ids))
        endpoint = next(iter(self.endpoints.values()))
        return [self._frame(endpoint, cluster_id, to, header.serialize() + request.serialize())]

    def report(self, cluster_id: int, attribute_ids: Iterable[int]) -> list[ApsFrame]:
        """Report Attributes frames that nobody configured: news that a device tells by itself."""
        frames = []
        for endpoint in self.endpoints.values():
            instance = endpoint.servers.get(cluster_id)
            if instance is not None and instance.reports.is_bound:
                values = {attribute_id: instance.value(attribute_id) for attribute_id in attribute_ids}
                frames += self._reports(endpoint, instance, values)
        return frames

    def _reports(
        self, endpoint: EndpointInstance, instance: ClusterInstance, values: Mapping[int, Value]
    ) -> list[ApsFrame]:
        frames = []
        for records in _chunks(instance, values):
            header = ZCLHeader.general(
                self.next_sequence(), GeneralCommand.Report_Attributes, direction=Direction.Server_to_Client
            )
            frames += self.outgoing(endpoint, instance, header.serialize() + records)
        return frames

    def outgoing(self, endpoint: EndpointInstance, instance: ClusterInstance, payload: bytes) -> list[ApsFrame]:
        """`payload` from an instance to each of its bindings' destinations."""
        return [self._frame(endpoint, instance.cluster_id, peer, payload) for peer in instance.reports.bindings]

    def _frame(self, endpoint: EndpointInstance, cluster_id: int, to: Peer, payload: bytes) -> ApsFrame:
        is_encrypted = cluster_id in self.link_key_clusters
        return ApsFrame(
            endpoint.profile_id, cluster_id, endpoint.number, to.endpoint, payload, is_encrypted, peer=to.eui64
        )

    @property
    def next_report_s(self) -> float | None:
        """When `due_reports` wants to be asked again."""
        times = [
            time_s
            for endpoint in self.endpoints.values()
            for instance in endpoint.servers.values()
            if (time_s := instance.reports.next_s) is not None
        ]
        return min(times, default=None)

    def bind(self, source_endpoint: int, cluster_id: int, to: Peer, *, is_bound: bool) -> None:
        """Remember where an instance sends what it sends by itself."""
        endpoint = self.endpoints.get(source_endpoint)
        instance = endpoint.servers.get(cluster_id) if endpoint else None
        if instance is not None:
            instance.reports.bind(to, is_bound=is_bound)

    def restart(self, at: Moment) -> None:
        """Power came back."""
        for endpoint in self.endpoints.values():
            for instance in endpoint.servers.values():
                instance.reports.restart(at.monotonic_s)

    def next_sequence(self) -> int:
        """A transaction sequence number for a frame that nobody asked for."""
        self._sequence = (self._sequence + 1) & 0xFF
        return self._sequence

    def save(self) -> dict[str, object]:
        """Bindings and reporting configuration, for the state file."""
        return {
            f"{endpoint.number}/{instance.cluster_id}": instance.reports.save()
            for endpoint in self.endpoints.values()
            for instance in endpoint.servers.values()
            if instance.reports.is_bound or instance.reports.subscriptions
        }

    def load(self, saved: Mapping[str, Any], at: Moment) -> None:
        """Take up what `save` wrote."""
        for key, reports in saved.items():
            number, cluster_id = map(int, key.split("/"))
            endpoint = self.endpoints.get(number)
            if endpoint is not None and cluster_id in endpoint.servers:
                endpoint.servers[cluster_id].reports.load(reports, at.monotonic_s)


def _chunks(instance: ClusterInstance, values: Mapping[int, Value]) -> list[bytes]:
    records = []
    for attribute_id, value in values.items():
        if value is not None:
            value_typed = typed(instance.attributes[attribute_id].definition, value)
            records.append(attribute_id.to_bytes(2, "little") + value_typed.serialize())
    chunks: list[bytes] = []
    for record in records:
        if chunks and len(chunks[-1]) + len(record) <= MAX_PAYLOAD - 3:
            chunks[-1] += record
        else:
            chunks.append(record)
    return chunks


class _Exchange:
    """One frame received by one endpoint, and what goes back."""

    def __init__(self, server: ZclServer, endpoint: EndpointInstance, frame: ApsFrame, at: Moment) -> None:
        self._server, self._endpoint, self._frame, self._at = server, endpoint, frame, at

    def answers(self) -> list[ApsFrame]:
        try:
            header, payload = ZCLHeader.deserialize(self._frame.payload)
        except ValueError:
            return []  # without a header there is nothing to answer to
        self._header = header
        if header.frame_control.is_general and header.command_id in _ANSWERS:
            return []
        try:
            answer = self._dispatch(payload)
        except Refused as refusal:
            answer = refusal.status
        if not isinstance(answer, Status):
            commands = [answer] if isinstance(answer, CommandSchema) else answer
            return [self._reply(command) for command in commands]
        if answer is Status.SUCCESS and header.frame_control.disable_default_response:
            return []
        return [self._default_response(answer)]

    def _dispatch(self, payload: bytes) -> Answer:
        header, control = self._header, self._header.frame_control
        is_protected = self._frame.cluster_id not in self._server.link_key_clusters or self._frame.is_encrypted
        if not is_protected:
            raise Refused(Status.FAILURE)
        is_to_server = control.direction == Direction.Client_to_Server
        instances = self._endpoint.servers if is_to_server else self._endpoint.clients
        instance = instances.get(self._frame.cluster_id)
        if instance is None:
            raise Refused(Status.UNSUPPORTED_CLUSTER)
        if control.frame_type == FrameType.CLUSTER_COMMAND:
            if control.is_manufacturer_specific:
                raise Refused(Status.UNSUP_MANUF_CLUSTER_COMMAND)
            return self._cluster_command(instance, payload)
        if control.frame_type != FrameType.GLOBAL_COMMAND:
            raise Refused(Status.UNSUP_GENERAL_COMMAND)
        if control.is_manufacturer_specific:
            raise Refused(Status.UNSUP_MANUF_GENERAL_COMMAND)
        action = general.ACTIONS.get(header.command_id)
        if action is None:
            raise Refused(Status.UNSUP_GENERAL_COMMAND)
        request = _parsed(_GENERAL_BY_ID[header.command_id], payload)
        return action(instance, request, self._at)

    def _cluster_command(self, instance: ClusterInstance, payload: bytes) -> Answer:
        schema, action = instance.received.get(self._header.command_id), instance.commands.get(self._header.command_id)
        if schema is None or action is None:
            raise Refused(Status.UNSUP_CLUSTER_COMMAND)
        return action(_parsed(schema, payload), self._at)

    def _reply(self, command: CommandSchema) -> ApsFrame:
        make = ZCLHeader.general if type(command) in _GENERAL_SCHEMAS else ZCLHeader.cluster
        header = make(self._header.tsn, command.command.id, direction=self._header.frame_control.direction.flip())
        return self._back(header.serialize() + command.serialize())

    def _default_response(self, status: Status) -> ApsFrame:
        control = self._header.frame_control
        header = ZCLHeader.general(
            self._header.tsn,
            GeneralCommand.Default_Response,
            manufacturer=self._header.manufacturer if control.is_manufacturer_specific else None,
            direction=control.direction.flip(),
        )
        response = general.response(GeneralCommand.Default_Response, command_id=self._header.command_id, status=status)
        return self._back(header.serialize() + response.serialize())

    def _back(self, payload: bytes) -> ApsFrame:
        frame = self._frame
        is_encrypted = frame.cluster_id in self._server.link_key_clusters and frame.is_encrypted
        return ApsFrame(
            frame.profile_id,
            frame.cluster_id,
            self._endpoint.number,
            frame.source_endpoint,
            payload,
            is_encrypted,
            frame.peer,
        )


def _parsed(schema: type[CommandSchema], payload: bytes) -> Any:
    """Read a command's fields; octets after those that the dictionary knows are a newer edition's."""
    try:
        return schema.deserialize(payload)[0]
    except (ValueError, KeyError, AssertionError) as error:
        logging.getLogger(__name__).debug("malformed %s: %s", schema.__name__, error)
        raise Refused(Status.MALFORMED_COMMAND) from error
