"""The trust centre in the co-processor: who may join, and under which link key a device is spoken to."""

from dataclasses import dataclass
from enum import IntEnum

from devices.sim.ncp import security
from devices.sim.ncp.chip import (
    ALLOW_APP_KEY_REQUESTS,
    ALLOW_JOINS,
    ALLOW_UNSECURED_REJOINS,
    APP_KEY_REQUEST_POLICY,
    DENY_TC_KEY_REQUESTS,
    JOINS_USE_INSTALL_CODE_KEY,
    TC_KEY_REQUEST_POLICY,
    TRANSIENT_KEY_TIMEOUT_S,
    TRUST_CENTER_POLICY,
    Chip,
    TransientKey,
)
from devices.sim.ncp.flash import NO_EUI64

USES_HASHED_LINK_KEY = 0x0080
_WILDCARDS = (NO_EUI64, bytes(8))


class JoinDecision(IntEnum):
    """EmberJoinDecision."""

    USE_PRECONFIGURED_KEY = 0
    DENY_JOIN = 2


class DeviceUpdate(IntEnum):
    """EmberDeviceUpdate."""

    SECURED_REJOIN = 0
    UNSECURED_JOIN = 1
    DEVICE_LEFT = 2
    UNSECURED_REJOIN = 3


@dataclass(frozen=True, slots=True)
class TrustCentre:
    """Policies and keys of one co-processor."""

    chip: Chip

    def add_transient_key(self, eui64: bytes, key: bytes) -> bool:
        """Hold a joining device's link key for as long as the configuration says; False: there is no room."""
        self._expire()
        keys = self.chip.ram.transient_keys
        if eui64 not in keys and len(keys) >= self.chip.transient_key_places:
            return False
        life_s = self.chip.ram.configuration[TRANSIENT_KEY_TIMEOUT_S]
        keys[eui64] = TransientKey(key, self.chip.at.monotonic_s + life_s)
        return True

    def transient_key(self, eui64: bytes) -> bytes | None:
        """A live transient key of exactly this address."""
        self._expire()
        entry = self.chip.ram.transient_keys.get(eui64)
        return entry.key if entry else None

    def admit(self, eui64: bytes) -> bytes | None:
        """The link key under which a joiner gets the network key; None refuses it."""
        policy = self.chip.ram.policies.get(TRUST_CENTER_POLICY, 0)
        if not policy & ALLOW_JOINS:
            return None
        own = self.transient_key(eui64)
        if own is not None:
            return own
        if policy & JOINS_USE_INSTALL_CODE_KEY:
            return None
        for wildcard in _WILDCARDS:
            shared = self.transient_key(wildcard)
            if shared is not None:
                return shared
        return None

    def readmit(self, eui64: bytes) -> bytes | None:
        """The link key under which a device that missed the network key gets it; None refuses it."""
        if not self.chip.ram.policies.get(TRUST_CENTER_POLICY, 0) & ALLOW_UNSECURED_REJOINS:
            return None
        return self.link_key(eui64)

    def link_key(self, eui64: bytes) -> bytes | None:
        """The key that frames to and from this device are APS-encrypted with."""
        for entry in self.chip.flash.link_keys.values():
            if entry.eui64 == eui64:
                return entry.key
        own = self.transient_key(eui64)
        if own is not None:
            return own
        if self.chip.flash.network is None:
            return None
        return self._established_key(eui64)

    def answer_key_request(self, eui64: bytes) -> bytes | None:
        """The trust-centre link key that a device gets when it asks for one; None when the policy denies."""
        if self.chip.ram.policies.get(TC_KEY_REQUEST_POLICY, DENY_TC_KEY_REQUESTS) == DENY_TC_KEY_REQUESTS:
            return None
        return self._established_key(eui64)

    def partner_key(self, eui64: bytes, partner: bytes) -> bytes | None:
        """A new key for two devices of this network to speak with each other; None when the policy denies."""
        is_allowed = self.chip.ram.policies.get(APP_KEY_REQUEST_POLICY) == ALLOW_APP_KEY_REQUESTS
        if not is_allowed or None in (self.link_key(eui64), self.link_key(partner)):
            return None
        return self.chip.rng.randbytes(16)

    def confirm(self, eui64: bytes) -> None:
        """The device proved that it holds its new key: the transient one has served."""
        self.chip.ram.transient_keys.pop(eui64, None)

    def _established_key(self, eui64: bytes) -> bytes:
        flash = self.chip.flash
        if flash.security_bitmask & USES_HASHED_LINK_KEY:
            return security.keyed_hash(flash.tc_link_key, eui64)
        return flash.tc_link_key

    def _expire(self) -> None:
        keys = self.chip.ram.transient_keys
        for eui64 in [eui64 for eui64, entry in keys.items() if entry.expires_s <= self.chip.at.monotonic_s]:
            del keys[eui64]
