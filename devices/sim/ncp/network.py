"""Commands about the network: form, resume, leave, open, scan, and its security state."""

from dataclasses import dataclass, replace
from functools import partial

from devices.sim.ncp.chip import Chip, Handler
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import NO_EUI64
from devices.sim.ncp.rekeying import announce_key, switch_key
from devices.sim.ncp.status import Status

COORDINATOR, NO_NETWORK, JOINED = 1, 0, 2
_HAVE_TRUST_CENTER_EUI64, _NO_FRAME_COUNTER_RESET, _HAVE_TC_LINK_KEY = 0x0040, 0x1000, 0x0010
_KEPT_BITS = 0x0086  # distributed mode, global link key, hashed link key
_MAX_TX_POWER_DBM, _MIN_TX_POWER_DBM = 20, -43
_FOREVER = 0xFF
_UP_S, _DOWN_S = 0.02, 0.02
_SLOT_S = 0.01536
_ENERGY_SCAN, _LONGEST_SCAN = 0, 14
BLANK_NETWORK: Values = {
    "extended_pan_id": bytes(8),
    "pan_id": 0xFFFF,
    "tx_power": 0,
    "channel": 0xFF,
    "join_method": 0,
    "manager_id": 0,
    "update_id": 0,
    "channels": 0,
}


@dataclass(frozen=True, slots=True)
class NetworkCommands:
    """Handlers by command name, over one chip."""

    chip: Chip

    def handlers(self) -> dict[str, Handler]:
        """Which command each method answers."""
        return {
            "networkInit": self.resume,
            "networkState": lambda _: {"state": JOINED if self.chip.ram.is_network_up else NO_NETWORK},
            "formNetwork": self.form,
            "leaveNetwork": self.leave,
            "permitJoining": self.permit,
            "getEui64": lambda _: {"eui64": self.chip.flash.address},
            "getNodeId": lambda _: {"node_id": 0x0000 if self.chip.ram.is_network_up else 0xFFFE},
            "getNetworkParameters": self.parameters,
            "getRadioParameters": self.radio_parameters,
            "getParentChildParameters": self.parent_child,
            "setInitialSecurityState": self.set_initial_security,
            "getCurrentSecurityState": self.security_state,
            "startScan": self.scan,
            "stopScan": lambda _: {"status": Status.OK},
            "energyScanRequest": lambda _: {"status": Status.OK},
            "setRadioPower": self.set_power,
            "setRadioChannel": self.set_channel,
            "setLogicalAndRadioChannel": self.set_channel,
            "setConcentrator": lambda _: {"status": Status.OK},
            "setSourceRouteDiscoveryMode": lambda _: {"remaining_ms": 10_000},
            "sendManyToOneRouteRequest": lambda _: {"status": Status.OK},
            "getSourceRouteTableFilledSize": lambda _: {"size": 0},
            "broadcastNextNetworkKey": self.next_key,
            "broadcastNetworkKeySwitch": self.switch_key,
        }

    def resume(self, _: Values) -> Values:
        """Come back to the network in flash."""
        if self.chip.flash.network is None:
            return {"status": Status.NOT_JOINED}
        if self.chip.ram.is_network_up:
            return {"status": Status.INVALID_STATE}
        self.chip.later(_UP_S, self._up)
        return {"status": Status.OK}

    def form(self, p: Values) -> Values:
        """Form a network from the initial security state."""
        chip, wanted = self.chip, dict(p["parameters"])
        security = chip.ram.initial_security
        if chip.ram.is_network_up:
            return {"status": Status.INVALID_STATE}
        if security is None:
            return {"status": Status.SECURITY_STATE_NOT_SET}
        if not 11 <= wanted["channel"] <= 26:
            return {"status": Status.INVALID_CHANNEL}
        if not _MIN_TX_POWER_DBM <= wanted["tx_power"] <= _MAX_TX_POWER_DBM:
            return {"status": Status.INVALID_POWER}
        if wanted["pan_id"] == 0xFFFF:
            wanted["pan_id"] = chip.rng.randrange(1, 0xFFF0)
        if wanted["extended_pan_id"] in (bytes(8), NO_EUI64):
            wanted["extended_pan_id"] = chip.rng.randbytes(8)
        wanted["update_id"] = 0  # firmware ignores it here; hosts write the token afterwards
        self._take_security(security)
        chip.flash.network = wanted
        chip.later(_UP_S, self._up)
        return {"status": Status.OK}

    def leave(self, _: Values) -> Values:
        """Forget the network."""
        if not self.chip.ram.is_network_up:
            return {"status": Status.NOT_JOINED}
        self.chip.later(_DOWN_S, self._down)
        return {"status": Status.OK}

    def permit(self, p: Values) -> Values:
        """Open the network for some seconds (255: until told otherwise), or close it."""
        chip, seconds = self.chip, p["duration_s"]
        if not chip.ram.is_network_up:
            return {"status": Status.NOT_JOINED}
        was_open = chip.ram.permit_until_s > chip.at.monotonic_s
        until_s = float("inf") if seconds == _FOREVER else chip.at.monotonic_s + seconds
        chip.ram.permit_until_s = until_s if seconds else 0.0
        if seconds:
            chip.stack_status(Status.NETWORK_OPENED)
            if seconds != _FOREVER:
                chip.later(seconds, lambda: self._close(until_s))
        elif was_open:
            chip.stack_status(Status.NETWORK_CLOSED)
        return {"status": Status.OK}

    def parameters(self, _: Values) -> Values:
        """The network in flash, once it is up."""
        chip = self.chip
        if not chip.ram.is_network_up or chip.flash.network is None:
            return {"status": Status.NOT_JOINED, "node_type": 0, "parameters": BLANK_NETWORK}
        return {"status": Status.OK, "node_type": COORDINATOR, "parameters": chip.flash.network}

    def radio_parameters(self, p: Values) -> Values:
        """Channel and power of the only radio."""
        network = self.chip.flash.network or BLANK_NETWORK
        radio = {"tx_power": network["tx_power"], "page": 0, "channel": network["channel"]}
        return {"status": Status.INVALID_INDEX if p["phy_index"] else Status.OK, "parameters": radio}

    def parent_child(self, _: Values) -> Values:
        """A coordinator has no parent."""
        return {"child_count": len(self.chip.flash.children), "parent_eui64": bytes(8), "parent_id": 0xFFFF}

    def set_initial_security(self, p: Values) -> Values:
        """The keys that the next formNetwork takes."""
        if self.chip.ram.is_network_up:
            return {"status": Status.INVALID_STATE}
        self.chip.ram.initial_security = p["state"]
        return {"status": Status.OK}

    def security_state(self, _: Values) -> Values:
        """How the running network is secured."""
        flash = self.chip.flash
        bitmask = (flash.security_bitmask & _KEPT_BITS) | _HAVE_TC_LINK_KEY
        status = Status.OK if self.chip.ram.is_network_up else Status.NOT_JOINED
        return {"status": status, "state": {"bitmask": bitmask, "trust_center": flash.tc_eui64}}

    def scan(self, p: Values) -> Values:
        """Measure energy on each channel, or listen for beacons (there is no other network here)."""
        if p["duration"] > _LONGEST_SCAN:
            return {"status": Status.INVALID_PARAMETER}
        channels = [channel for channel in range(11, 27) if p["channel_mask"] >> channel & 1]
        each_s = _SLOT_S * ((1 << p["duration"]) + 1)
        for number, channel in enumerate(channels, 1):
            if p["scan_type"] == _ENERGY_SCAN:
                quiet_dbm = self.chip.rng.randint(-95, -70)
                rssi = self.chip.air.noise_dbm.get(channel, quiet_dbm)
                self.chip.later(number * each_s, partial(self._energy, channel, rssi))
        self.chip.later(len(channels) * each_s + _SLOT_S, self._scanned)
        return {"status": Status.OK}

    def set_power(self, p: Values) -> Values:
        """Transmit power in dBm."""
        if not _MIN_TX_POWER_DBM <= p["power"] <= _MAX_TX_POWER_DBM:
            return {"status": Status.INVALID_POWER}
        if self.chip.flash.network:
            self.chip.flash.network["tx_power"] = p["power"]
        return {"status": Status.OK}

    def set_channel(self, p: Values) -> Values:
        """Move to another channel; the stations follow."""
        if not 11 <= p["channel"] <= 26:
            return {"status": Status.INVALID_CHANNEL}
        if self.chip.flash.network:
            self.chip.flash.network["channel"] = p["channel"]
            self.chip.air.follow_coordinator()
            self.chip.later(_UP_S, lambda: self.chip.stack_status(Status.CHANNEL_CHANGED))
        return {"status": Status.OK}

    def next_key(self, p: Values) -> Values:
        """Announce the next network key; all zeros means: generate one."""
        chip = self.chip
        if not chip.ram.is_network_up:
            return {"status": Status.NOT_JOINED}
        key = p["key"] if any(p["key"]) else chip.rng.randbytes(16)
        chip.flash.alternate_key = key
        announce_key(chip.air, key, (chip.flash.key_sequence + 1) % 256, chip.at)
        return {"status": Status.OK}

    def switch_key(self, _: Values) -> Values:
        """Switch to the announced key; every station that listens follows."""
        flash, coordinator = self.chip.flash, self.chip.air.coordinator
        running = None if coordinator is None else coordinator.network
        if flash.alternate_key is None or running is None:
            return {"status": Status.INVALID_STATE}
        sequence = (flash.key_sequence + 1) % 256
        switch_key(self.chip.air, replace(running, key=flash.alternate_key, key_sequence=sequence), self.chip.at)
        flash.network_key, flash.alternate_key = flash.alternate_key, None
        flash.key_sequence = sequence
        self.chip.emit("switchNetworkKeyHandler", {"sequence": flash.key_sequence})
        return {"status": Status.OK}

    def _take_security(self, security: Values) -> None:
        flash = self.chip.flash
        flash.security_bitmask = security["bitmask"]
        flash.tc_link_key, flash.network_key = security["preconfigured_key"], security["network_key"]
        flash.key_sequence, flash.alternate_key = security["key_sequence"], None
        has_address = security["bitmask"] & _HAVE_TRUST_CENTER_EUI64
        flash.tc_eui64 = security["trust_center"] if has_address else flash.address
        if not security["bitmask"] & _NO_FRAME_COUNTER_RESET:
            flash.counters.nwk_frame = flash.counters.aps_frame = 0

    def _up(self) -> None:
        self.chip.ram.is_network_up = True
        self.chip.stack_status(Status.NETWORK_UP)

    def _down(self) -> None:
        self.chip.ram.is_network_up = False
        self.chip.flash.network = None
        self.chip.flash.children.clear()
        self.chip.stack_status(Status.NETWORK_DOWN)

    def _close(self, until_s: float) -> None:
        if self.chip.ram.permit_until_s == until_s:
            self.chip.ram.permit_until_s = 0.0
            self.chip.stack_status(Status.NETWORK_CLOSED)

    def _energy(self, channel: int, rssi: int) -> None:
        self.chip.emit("energyScanResultHandler", {"channel": channel, "rssi": rssi})

    def _scanned(self) -> None:
        self.chip.emit("scanCompleteHandler", {"channel": 0, "status": Status.OK})
