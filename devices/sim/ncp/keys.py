"""Commands about keys: the link-key table, transient keys, and export for backups."""

from dataclasses import dataclass

from devices.sim.ncp.chip import KEY_TABLE_SIZE, Chip, Handler
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import LinkKey
from devices.sim.ncp.status import Status
from devices.sim.ncp.trust_centre import TrustCentre

_NETWORK, _TC_LINK, _TC_LINK_WITH_TIMEOUT, _APP_LINK = 1, 2, 3, 4
_NO_INDEX = 0xFF
_HAS_COUNTERS = 0x0002 | 0x0004 | 0x0008
_BY_INDEX, _BY_EUI64 = 0x01, 0x02
_NO_KEY = bytes(16)
_NO_METADATA: Values = {"bitmask": 0, "tx_counter": 0, "rx_counter": 0, "ttl_s": 0}


def _context(key_type: int, index: int = 0, eui64: bytes = bytes(8), flags: int = 0) -> Values:
    return {
        "key_type": key_type,
        "key_index": index,
        "derived_type": 0,
        "eui64": eui64,
        "network_index": 0,
        "flags": flags,
        "algorithm": 0,
    }


def _metadata(entry: LinkKey) -> Values:
    return {"bitmask": _HAS_COUNTERS, "tx_counter": entry.tx_counter, "rx_counter": entry.rx_counter, "ttl_s": 0}


@dataclass(frozen=True, slots=True)
class KeyCommands:
    """Handlers by command name, over one chip."""

    chip: Chip
    trust_centre: TrustCentre

    def handlers(self) -> dict[str, Handler]:
        """Which command each method answers."""
        return {
            "importTransientKey": self.import_transient,
            "clearTransientLinkKeys": self.clear_transient,
            "exportTransientKeyByIndex": self.export_transient_by_index,
            "exportTransientKeyByEui": self.export_transient_by_eui64,
            "importLinkKey": self.import_link_key,
            "exportLinkKeyByIndex": self.export_by_index,
            "exportLinkKeyByEui": self.export_by_eui64,
            "findKeyTableEntry": lambda p: {"index": self._index_of(p["eui64"])},
            "eraseKeyTableEntry": self.erase,
            "clearKeyTable": self.clear,
            "exportKey": self.export_key,
            "importKey": self.import_key,
            "checkKeyContext": lambda p: {"status": Status.OK if self._find(p["context"]) else Status.NOT_FOUND},
            "getNetworkKeyInfo": self.network_key_info,
            "getApsKeyInfo": self.aps_key_info,
        }

    def import_transient(self, p: Values) -> Values:
        """Hold the key of a device that will join; some hosts send `flags`, some do not."""
        return {"status": Status.OK if self.trust_centre.add_transient_key(p["eui64"], p["key"]) else Status.FULL}

    def clear_transient(self, _: Values) -> Values:
        """Forget all transient keys."""
        self.chip.ram.transient_keys.clear()
        return {}

    def export_transient_by_index(self, p: Values) -> Values:
        """One transient key."""
        entries = sorted(self.chip.ram.transient_keys)
        return self._transient(entries[p["index"]] if p["index"] < len(entries) else None)

    def export_transient_by_eui64(self, p: Values) -> Values:
        """The transient key of a device."""
        return self._transient(p["eui64"])

    def import_link_key(self, p: Values) -> Values:
        """Write the key table; index 255 takes the device's own or the first free row."""
        table, size = self.chip.flash.link_keys, self.chip.ram.configuration[KEY_TABLE_SIZE]
        index = p["index"]
        if index == _NO_INDEX:
            own = self._index_of(p["eui64"])
            free = next((row for row in range(size) if row not in table), _NO_INDEX)
            index = free if own == _NO_INDEX else own
        if index >= size:
            return {"status": Status.FULL if p["index"] == _NO_INDEX else Status.INVALID_INDEX}
        table[index] = LinkKey(p["eui64"], p["key"])
        return {"status": Status.OK}

    def export_by_index(self, p: Values) -> Values:
        """One row of the key table."""
        return self._export(p["index"])

    def export_by_eui64(self, p: Values) -> Values:
        """The key-table row of a device."""
        return self._export(self._index_of(p["eui64"]))

    def erase(self, p: Values) -> Values:
        """Erase one row of the key table."""
        if p["index"] >= self.chip.ram.configuration[KEY_TABLE_SIZE]:
            return {"status": Status.INVALID_INDEX}
        self.chip.flash.link_keys.pop(p["index"], None)
        return {"status": Status.OK}

    def clear(self, _: Values) -> Values:
        """Erase the key table."""
        self.chip.flash.link_keys.clear()
        return {"status": Status.OK}

    def export_key(self, p: Values) -> Values:
        """A key by its context; hosts that back up ask for the network key and the trust-centre link key."""
        key = self._find(p["context"])
        return {
            "status": Status.OK if key else Status.NOT_FOUND,
            "key": key or _NO_KEY,
            "context": p["context"],
        }

    def import_key(self, p: Values) -> Values:
        """Write the network key or the trust-centre link key while the network is down."""
        context, flash = p["context"], self.chip.flash
        status = Status.OK
        if self.chip.ram.is_network_up:
            status = Status.INVALID_STATE
        elif context["key_type"] == _NETWORK:
            flash.network_key = p["key"]
        elif context["key_type"] == _TC_LINK:
            flash.tc_link_key = p["key"]
        else:
            status = Status.INVALID_PARAMETER
        return {"status": status, "context": context}

    def network_key_info(self, _: Values) -> Values:
        """Sequence number and frame counter of the network key."""
        flash = self.chip.flash
        info = {
            "is_set": flash.network is not None,
            "is_alternate_set": flash.alternate_key is not None,
            "sequence": flash.key_sequence,
            "alternate_sequence": (flash.key_sequence + 1) % 256 if flash.alternate_key else 0,
            "frame_counter": flash.counters.nwk_frame,
        }
        return {"status": Status.OK, "info": info}

    def aps_key_info(self, p: Values) -> Values:
        """The frame counters of a link key."""
        context, flash = p["context"], self.chip.flash
        found = self._find(context)
        metadata = _NO_METADATA
        if found:
            metadata = {**_NO_METADATA, "bitmask": 0x0002, "tx_counter": flash.counters.aps_frame}
        return {
            "status": Status.OK if found else Status.NOT_FOUND,
            "metadata": metadata,
            "context": context,
            "eui64": context["eui64"],
        }

    def _index_of(self, eui64: bytes) -> int:
        rows = self.chip.flash.link_keys.items()
        return next((index for index, entry in rows if entry.eui64 == eui64), _NO_INDEX)

    def _export(self, index: int) -> Values:
        entry = self.chip.flash.link_keys.get(index)
        if entry is None:
            is_inside = index < self.chip.ram.configuration[KEY_TABLE_SIZE]
            status = Status.NOT_FOUND if is_inside else Status.INVALID_INDEX
            blank: Values = {"context": _context(_APP_LINK), "key": _NO_KEY, "metadata": _NO_METADATA}
            return {"status": status, "eui64": bytes(8), "index": _NO_INDEX, **blank}
        return {
            "status": Status.OK,
            "context": _context(_APP_LINK, index, entry.eui64, _BY_INDEX | _BY_EUI64),
            "eui64": entry.eui64,
            "index": index,
            "key": entry.key,
            "metadata": _metadata(entry),
        }

    def _transient(self, eui64: bytes | None) -> Values:
        key = self.trust_centre.transient_key(eui64) if eui64 is not None else None
        left_s = 0
        if key is not None and eui64 is not None:
            left_s = int(self.chip.ram.transient_keys[eui64].expires_s - self.chip.at.monotonic_s)
        return {
            "status": Status.OK if key else Status.NOT_FOUND,
            "context": _context(_TC_LINK_WITH_TIMEOUT, 0, eui64 or bytes(8), _BY_EUI64),
            "key": key or _NO_KEY,
            "metadata": {**_NO_METADATA, "ttl_s": left_s},
        }

    def _find(self, context: Values) -> bytes | None:
        flash, key_type = self.chip.flash, context["key_type"]
        if key_type == _NETWORK:
            has_network = flash.network is not None
            return (flash.alternate_key if context["key_index"] else flash.network_key) if has_network else None
        if key_type == _TC_LINK:
            return flash.tc_link_key if flash.network is not None else None
        if key_type == _TC_LINK_WITH_TIMEOUT:
            return self.trust_centre.transient_key(context["eui64"])
        if key_type == _APP_LINK:
            is_by_index = context["flags"] & _BY_INDEX
            index = context["key_index"] if is_by_index else self._index_of(context["eui64"])
            entry = flash.link_keys.get(index)
            return entry.key if entry else None
        return None
