"""Commands about tables: addresses, children, neighbours, groups and bindings."""

from dataclasses import dataclass

from devices.sim.ncp.chip import ADDRESS_TABLE_SIZE, END_DEVICE_CHILDREN, MULTICAST_TABLE_SIZE, Chip, Handler
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import NO_EUI64
from devices.sim.ncp.status import Status

UNKNOWN_ID, FREE_ID = 0xFFFD, 0xFFFF
END_DEVICE = 3
_BINDING_TABLE_SIZE = 0x04
_NO_GROUP: Values = {"group_id": 0, "endpoint": 0, "network_index": 0}
_NO_CHILD: Values = {
    "eui64": bytes(8),
    "type": 0,
    "node_id": 0xFFFF,
    "phy": 0,
    "power": 0,
    "timeout": 0,
    "timeout_remaining": 0,
}
_NO_BINDING: Values = {"type": 0, "local": 0, "cluster_id": 0, "remote": 0, "eui64": bytes(8), "network_index": 0}
_NO_NEIGHBOUR: Values = {"node_id": 0xFFFF, "lqi": 0, "in_cost": 0, "out_cost": 0, "age": 0, "eui64": bytes(8)}
_NO_ROUTE: Values = {
    "destination": 0xFFFF,
    "next_hop": 0,
    "status": 3,
    "age": 0,
    "concentrator": 0,
    "record_state": 0,
}


@dataclass(frozen=True, slots=True)
class TableCommands:
    """Handlers by command name, over one chip."""

    chip: Chip

    def handlers(self) -> dict[str, Handler]:
        """Which command each method answers."""
        return {
            "lookupNodeIdByEui64": self.node_id_of,
            "lookupEui64ByNodeId": self.eui64_of,
            "replaceAddressTableEntry": self.replace_address,
            "addressTableEntryIsActive": lambda _: {"is_active": 0},
            "setAddressTableInfo": self.set_address,
            "setAddressTableRemoteEui64": self.set_address_eui64,
            "setAddressTableRemoteNodeId": self.set_address_node_id,
            "getAddressTableInfo": self.address,
            "getAddressTableRemoteEui64": lambda p: {"eui64": self._address(p["index"])[0]},
            "getAddressTableRemoteNodeId": lambda p: {"node_id": self._address(p["index"])[1]},
            "setExtendedTimeout": self.set_extended_timeout,
            "getExtendedTimeout": self.extended_timeout,
            "getMulticastTableEntry": self.group,
            "setMulticastTableEntry": self.set_group,
            "getChildData": self.child,
            "setChildData": self.set_child,
            "childId": lambda p: {"node_id": self.chip.flash.children.get(p["index"], _NO_CHILD)["node_id"]},
            "getNeighbor": self.neighbour,
            "neighborCount": lambda _: {"count": len(self.chip.air.joined())},
            "getRouteTableEntry": lambda _: {"status": Status.INVALID_INDEX, "value": _NO_ROUTE},
            "getBinding": self.binding,
            "setBinding": self.set_binding,
            "deleteBinding": self.delete_binding,
            "clearBindingTable": self.clear_bindings,
        }

    def node_id_of(self, p: Values) -> Values:
        """The network address of a device: a neighbour's, or one from the address table."""
        station = self.chip.air.by_eui64(p["eui64"])
        if station in self.chip.air.joined() and station is not None:
            return {"status": Status.OK, "node_id": station.node_id}
        for eui64, node_id, _ in self.chip.ram.addresses.values():
            if eui64 == p["eui64"] and node_id not in (UNKNOWN_ID, FREE_ID):
                return {"status": Status.OK, "node_id": node_id}
        return {"status": Status.NOT_FOUND, "node_id": 0xFFFF}

    def eui64_of(self, p: Values) -> Values:
        """The device at a network address."""
        station = self.chip.air.by_node_id(p["node_id"])
        if station is not None:
            return {"status": Status.OK, "eui64": station.eui64}
        for eui64, node_id, _ in self.chip.ram.addresses.values():
            if node_id == p["node_id"]:
                return {"status": Status.OK, "eui64": eui64}
        return {"status": Status.NOT_FOUND, "eui64": bytes(8)}

    def replace_address(self, p: Values) -> Values:
        """Write a row of the address table and answer with what stood there."""
        old = self._address(p["index"])
        if not self._is_address(p["index"]):
            return self._replaced(Status.INVALID_INDEX, old)
        self.chip.ram.addresses[p["index"]] = (p["eui64"], p["node_id"], bool(p["is_extended"]))
        return self._replaced(Status.OK, old)

    def set_address(self, p: Values) -> Values:
        """Write a row of the address table."""
        if not self._is_address(p["index"]):
            return {"status": Status.INVALID_INDEX}
        self.chip.ram.addresses[p["index"]] = (p["eui64"], p["node_id"], False)
        return {"status": Status.OK}

    def set_address_eui64(self, p: Values) -> Values:
        """Write the EUI64 of a row."""
        return self.set_address({**p, "node_id": UNKNOWN_ID})

    def set_address_node_id(self, p: Values) -> Values:
        """Write the network address of a row."""
        eui64, _, is_extended = self._address(p["index"])
        if self._is_address(p["index"]):
            self.chip.ram.addresses[p["index"]] = (eui64, p["node_id"], is_extended)
        return {}

    def address(self, p: Values) -> Values:
        """A row of the address table."""
        eui64, node_id, _ = self._address(p["index"])
        is_inside = self._is_address(p["index"])
        return {"status": Status.OK if is_inside else Status.INVALID_INDEX, "node_id": node_id, "eui64": eui64}

    def set_extended_timeout(self, p: Values) -> Values:
        """Wait longer for a sleepy device."""
        for index, (eui64, node_id, _) in self.chip.ram.addresses.items():
            if eui64 == p["eui64"]:
                self.chip.ram.addresses[index] = (eui64, node_id, bool(p["is_extended"]))
                return {"status": Status.OK}
        return {"status": Status.FAIL}

    def extended_timeout(self, p: Values) -> Values:
        """Whether a device is waited for longer."""
        rows = self.chip.ram.addresses.values()
        is_extended = any(eui64 == p["eui64"] and extended for eui64, _, extended in rows)
        return {"status": Status.OK if is_extended else Status.FAIL, "is_extended": is_extended}

    def group(self, p: Values) -> Values:
        """A row of the multicast table."""
        if p["index"] >= self.chip.ram.configuration[MULTICAST_TABLE_SIZE]:
            return {"status": Status.INVALID_INDEX, "value": _NO_GROUP}
        return {"status": Status.OK, "value": self.chip.ram.multicasts.get(p["index"], _NO_GROUP)}

    def set_group(self, p: Values) -> Values:
        """Write a row of the multicast table."""
        if p["index"] >= self.chip.ram.configuration[MULTICAST_TABLE_SIZE]:
            return {"status": Status.INVALID_INDEX}
        self.chip.ram.multicasts[p["index"]] = p["value"]
        return {"status": Status.OK}

    def child(self, p: Values) -> Values:
        """A row of the child table."""
        child = self.chip.flash.children.get(p["index"])
        return {"status": Status.OK if child else Status.NOT_JOINED, "child": child or _NO_CHILD}

    def set_child(self, p: Values) -> Values:
        """Restore a row of the child table."""
        if p["index"] >= self.chip.ram.configuration[END_DEVICE_CHILDREN]:
            return {"status": Status.INVALID_INDEX}
        self.chip.flash.children[p["index"]] = p["child"]
        return {"status": Status.OK}

    def neighbour(self, p: Values) -> Values:
        """A row of the neighbour table: here everyone is a neighbour."""
        stations = self.chip.air.joined()
        if p["index"] >= len(stations):
            return {"status": Status.INVALID_INDEX, "value": _NO_NEIGHBOUR}
        station = stations[p["index"]]
        row = {"node_id": station.node_id, "lqi": station.lqi, "in_cost": 1, "out_cost": 1, "age": 3}
        return {"status": Status.OK, "value": {**row, "eui64": station.eui64}}

    def binding(self, p: Values) -> Values:
        """A row of the binding table."""
        is_inside = p["index"] < self.chip.ram.configuration[_BINDING_TABLE_SIZE]
        value = self.chip.flash.bindings.get(p["index"], _NO_BINDING)
        return {"status": Status.OK if is_inside else Status.INVALID_INDEX, "value": value}

    def set_binding(self, p: Values) -> Values:
        """Write a row of the binding table."""
        if p["index"] >= self.chip.ram.configuration[_BINDING_TABLE_SIZE]:
            return {"status": Status.INVALID_INDEX}
        self.chip.flash.bindings[p["index"]] = p["value"]
        return {"status": Status.OK}

    def delete_binding(self, p: Values) -> Values:
        """Erase a row of the binding table."""
        found = self.chip.flash.bindings.pop(p["index"], None)
        return {"status": Status.OK if found else Status.INVALID_INDEX}

    def clear_bindings(self, _: Values) -> Values:
        """Erase the binding table."""
        self.chip.flash.bindings.clear()
        return {"status": Status.OK}

    def _is_address(self, index: int) -> bool:
        return index < self.chip.ram.configuration[ADDRESS_TABLE_SIZE]

    def _address(self, index: int) -> tuple[bytes, int, bool]:
        return self.chip.ram.addresses.get(index, (NO_EUI64, FREE_ID, False))

    @staticmethod
    def _replaced(status: Status, old: tuple[bytes, int, bool]) -> Values:
        eui64, node_id, is_extended = old
        return {"status": status, "old_eui64": eui64, "old_node_id": node_id, "old_is_extended": is_extended}
