"""Commands that configure the co-processor: configuration, values, policies, endpoints, tokens, counters."""

from dataclasses import dataclass
from struct import pack, unpack
from typing import TYPE_CHECKING

from devices.sim.ncp.chip import ALLOCATED_AT_START, COUNTER_COUNT, Chip, Handler, Registered
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import NO_EUI64
from devices.sim.ncp.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE_BUFFERS, _EXTENDED_SECURITY, _ENDPOINT_FLAGS, _VERSION_INFO = 0x03, 0x0A, 0x0F, 0x11
_NWK_FRAME_COUNTER, _APS_FRAME_COUNTER = 0x23, 0x24
_RELEASES = {13: (7, 4, 5), 14: (8, 0, 2)}
_BUILD, _GENERAL_AVAILABILITY = 0, 0xAA
_MFG_TOKENS = {
    0x00: b"\xff\xff",
    0x01: b"hemsapp".ljust(16, b"\xff"),
    0x02: b"simulated dongle",
    0x03: b"\xff\xff",
    0x04: b"\xff\xff",
    0x05: b"\xff" * 16,
    0x06: b"\xff" * 40,
    0x07: b"\xff" * 8,
    0x08: b"\xff" * 8,
    0x09: b"\xff" * 92,
    0x0A: b"\xff" * 20,
    0x0B: b"\xff",
    0x0C: NO_EUI64,
    0x0D: b"\xff\xff",
}
_CUSTOM_EUI64_TOKEN = 0x0C
RESTORED_EUI64 = 0xE12A
_TRUST_CENTRE, _NODE_DATA, _MANAGEMENT, _CHILD_TABLE = 0x1E124, 0x1EE64, 0x1E125, 0x10580
_TOKEN_KEYS = (RESTORED_EUI64, _TRUST_CENTRE, _NODE_DATA, _MANAGEMENT, _CHILD_TABLE)
_STACK_PROFILE, _COORDINATOR, _SLEEPY_END_DEVICE = 2, 1, 4


def release(version: int) -> int:
    """The stack version number that `version` answers with."""
    major, minor, patch = _RELEASES[version]
    return major << 12 | minor << 8 | patch << 4


@dataclass(frozen=True, slots=True)
class Configuration:
    """Handlers by command name, over one chip."""

    chip: Chip

    def handlers(self) -> dict[str, Handler]:
        """Which command each method answers."""
        return {
            "nop": lambda _: {},
            "echo": lambda p: {"echo": p["data"]},
            "customFrame": lambda _: {"status": Status.NOT_AVAILABLE, "reply": b""},
            "getConfigurationValue": self.get_configuration,
            "setConfigurationValue": self.set_configuration,
            "getValue": self.get_value,
            "setValue": self.set_value,
            "getExtendedValue": self.get_extended_value,
            "setPolicy": self.set_policy,
            "getPolicy": self.get_policy,
            "addEndpoint": self.add_endpoint,
            "setManufacturerCode": self.set_manufacturer_code,
            "setPowerDescriptor": lambda _: {"status": Status.OK},
            "getMfgToken": self.get_mfg_token,
            "setMfgToken": self.set_mfg_token,
            "getTokenCount": lambda _: {"count": len(_TOKEN_KEYS)},
            "getTokenInfo": self.get_token_info,
            "getTokenData": self.get_token,
            "setTokenData": self.set_token,
            "readCounters": lambda _: {"values": self.chip.ram.counters},
            "readAndClearCounters": self.read_and_clear_counters,
            "getPhyInterfaceCount": lambda _: {"count": 1},
            "tokenFactoryReset": self.factory_reset,
            "gpSinkTableClearAll": lambda _: {},
        }

    def get_configuration(self, p: Values) -> Values:
        """A configuration value."""
        value = self.chip.ram.configuration.get(p["config_id"])
        return {"status": Status.INVALID_PARAMETER if value is None else Status.OK, "value": value or 0}

    def set_configuration(self, p: Values) -> Values:
        """Change a configuration value; table sizes only before the network is up."""
        ram, config_id = self.chip.ram, p["config_id"]
        if config_id not in ram.configuration:
            return {"status": Status.INVALID_PARAMETER}
        if ram.is_network_up and config_id in ALLOCATED_AT_START:
            return {"status": Status.INVALID_STATE}
        ram.configuration[config_id] = p["value"]
        return {"status": Status.OK}

    def get_value(self, p: Values) -> Values:
        """A value; the frame counters, the version and the free buffers are computed."""
        value_id, counters = p["value_id"], self.chip.flash.counters
        computed: dict[int, Callable[[], bytes]] = {
            _FREE_BUFFERS: lambda: b"\xf0",
            _VERSION_INFO: lambda: (
                pack("<H", _BUILD) + bytes(_RELEASES[self.chip.version]) + bytes((0, _GENERAL_AVAILABILITY))
            ),
            _NWK_FRAME_COUNTER: lambda: pack("<I", counters.nwk_frame),
            _APS_FRAME_COUNTER: lambda: pack("<I", counters.aps_frame),
        }
        if value_id in computed:
            return {"status": Status.OK, "value": computed[value_id]()}
        value = self.chip.ram.values.get(value_id)
        if value is None and value_id == _EXTENDED_SECURITY:
            value = b"\x00\x00"
        return {"status": Status.INVALID_PARAMETER if value is None else Status.OK, "value": value or b""}

    def set_value(self, p: Values) -> Values:
        """Change a value; frame counters only while the network is down."""
        value_id, value, counters = p["value_id"], p["value"], self.chip.flash.counters
        if value_id in (_NWK_FRAME_COUNTER, _APS_FRAME_COUNTER):
            if self.chip.ram.is_network_up:
                return {"status": Status.INVALID_STATE}
            name = "nwk_frame" if value_id == _NWK_FRAME_COUNTER else "aps_frame"
            setattr(counters, name, int.from_bytes(value, "little"))
        elif value_id in (_VERSION_INFO, _FREE_BUFFERS):
            return {"status": Status.INVALID_PARAMETER}
        else:
            self.chip.ram.values[value_id] = value
        return {"status": Status.OK}

    def get_extended_value(self, p: Values) -> Values:
        """Endpoint flags; two octets even when there is no such endpoint, as firmware answers."""
        is_known = p["value_id"] == 0 and p["characteristics"] in self.chip.ram.endpoints
        status = Status.OK if is_known else Status.INVALID_PARAMETER
        return {"status": status, "value": b"\x01\x00" if is_known else b"\x00\x00"}

    def set_policy(self, p: Values) -> Values:
        """Change a policy."""
        self.chip.ram.policies[p["policy_id"]] = p["decision"]
        return {"status": Status.OK}

    def get_policy(self, p: Values) -> Values:
        """A policy."""
        return {"status": Status.OK, "decision": self.chip.ram.policies.get(p["policy_id"], 0)}

    def add_endpoint(self, p: Values) -> Values:
        """Register an endpoint; only before the network is up."""
        if self.chip.ram.is_network_up:
            return {"status": Status.INVALID_STATE}
        split = p["input_count"]
        clusters = tuple(p["clusters"])
        self.chip.ram.endpoints[p["endpoint"]] = Registered(
            p["profile_id"], p["device_id"], p["device_version"], clusters[:split], clusters[split:]
        )
        return {"status": Status.OK}

    def set_manufacturer_code(self, p: Values) -> Values:
        """For the node descriptor."""
        self.chip.ram.manufacturer_code = p["code"]
        return {"status": Status.OK}

    def get_mfg_token(self, p: Values) -> Values:
        """A manufacturing token; blank ones are all ones."""
        token_id = p["token_id"]
        return {"data": self.chip.flash.tokens.get(f"mfg {token_id}", _MFG_TOKENS.get(token_id, b""))}

    def set_mfg_token(self, p: Values) -> Values:
        """Burn a manufacturing token: only once."""
        token_id, name = p["token_id"], f"mfg {p['token_id']}"
        if token_id not in _MFG_TOKENS or name in self.chip.flash.tokens:
            return {"status": Status.INVALID_STATE}
        self.chip.flash.tokens[name] = p["data"]
        if token_id == _CUSTOM_EUI64_TOKEN:
            self.chip.flash.eui64 = p["data"]
        return {"status": Status.OK}

    def get_token_info(self, p: Values) -> Values:
        """Which tokens there are."""
        empty = {"key": 0, "is_counter": 0, "is_indexed": 0, "size": 0, "array_size": 0}
        if p["index"] >= len(_TOKEN_KEYS):
            return {"status": Status.INVALID_INDEX, "info": empty}
        key = _TOKEN_KEYS[p["index"]]
        size = len(self._token(key, 0) or bytes(11))
        is_indexed = key == _CHILD_TABLE
        count = self.chip.ram.configuration[0x11] if is_indexed else 1
        info = {"key": key, "is_counter": 0, "is_indexed": is_indexed, "size": size, "array_size": count}
        return {"status": Status.OK, "info": info}

    def get_token(self, p: Values) -> Values:
        """A token of non-volatile memory."""
        value = self._token(p["token"], p["index"])
        if value is None:
            return {"status": Status.NOT_FOUND, "value": None}
        return {"status": Status.OK, "value": value}

    def set_token(self, p: Values) -> Values:
        """Write a token; what it describes takes effect after the next reset, as in firmware."""
        token, index, value, flash = p["token"], p["index"], p["value"], self.chip.flash
        stored = self._token(token, index)
        if stored is None:
            return {"status": Status.NOT_FOUND}
        if len(value) != len(stored):
            return {"status": Status.INVALID_PARAMETER}
        if token == RESTORED_EUI64:
            flash.restored_eui64 = value
        elif token == _TRUST_CENTRE:
            flash.tc_eui64, flash.tc_link_key = value[2:10], value[10:26]
        elif token == _NODE_DATA and flash.network:
            flash.network["tx_power"] = int.from_bytes(value[2:3], signed=True)
        elif token == _MANAGEMENT and flash.network:
            channels, manager, update_id, _ = unpack("<IHBB", value)
            flash.network |= {"channels": channels, "manager_id": manager, "update_id": update_id}
        elif token == _CHILD_TABLE and index in flash.children:
            flash.tokens[f"child {index}"] = value[-1:]
        else:
            return {"status": Status.NOT_FOUND}
        return {"status": Status.OK}

    def read_and_clear_counters(self, _: Values) -> Values:
        """All counters since the last time."""
        values, self.chip.ram.counters = self.chip.ram.counters, [0] * COUNTER_COUNT
        return {"values": values}

    def factory_reset(self, p: Values) -> Values:
        """Erase the network from flash."""
        self.chip.flash.erase(keeps_frame_counters=bool(p["keeps_frame_counters"]))
        return {}

    def _token(self, token: int, index: int) -> bytes | None:
        flash, network = self.chip.flash, self.chip.flash.network
        if token == RESTORED_EUI64:
            return flash.restored_eui64
        if token == _TRUST_CENTRE:
            return pack("<H", flash.security_bitmask) + flash.tc_eui64 + flash.tc_link_key
        if token == _CHILD_TABLE and index in flash.children:
            child = flash.children[index]
            flags = flash.tokens.get(f"child {index}", b"\x00")
            return bytes(child["eui64"]) + pack("<H", child["node_id"]) + flags
        if network is not None and token == _NODE_DATA:
            radio = pack("<HbBBBH", network["pan_id"], network["tx_power"], network["channel"], _STACK_PROFILE, 1, 0)
            return radio + bytes(network["extended_pan_id"])
        if network is not None and token == _MANAGEMENT:
            return pack("<IHBB", network["channels"], network["manager_id"], network["update_id"], 0)
        return None
