"""What an application keeps of its network, sealed, and writes into another dongle."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import CannotWriteNetworkSettings, DestructiveWriteNetworkSettings

from devices.errors import RadioFault, RadioGone
from devices.radio.moving import network_of
from devices.strongbox import Kept, Strongbox

if TYPE_CHECKING:
    from devices.radio.application import SmartEnergyApplication

BURN_ADDRESS: Final = "i_understand_i_can_update_eui64_only_once_and_i_still_want_to_do_it"  # bellows' own word


class Keeping:
    """Between one application and its strongbox."""

    def __init__(self, app: "SmartEnergyApplication", strongbox: Strongbox) -> None:
        self._app = app
        self.strongbox = strongbox

    def recall(self) -> None:
        """Take up what is kept: who was let go, and the network that a new dongle would take over."""
        app = self._app
        kept = self.strongbox.read()
        app.banished = {t.EUI64.convert(device) for device in kept.banished}
        network = network_of(kept, datetime.now(UTC))
        app.backups.backups = [] if network is None else [network]

    @property
    def is_take_over_due(self) -> bool:
        """Does another dongle's network wait to be written into this one?"""
        return self.strongbox.read().is_waiting

    async def take_over(self) -> None:
        """Write the network that waits into the dongle. Raises RadioGone if its address cannot be taken over."""
        app = self._app
        kept, network = self.strongbox.read(), app.backups.most_recent_backup()
        assert network is not None
        if kept.may_burn_address:
            network.network_info.stack_specific.setdefault("ezsp", {})[BURN_ADDRESS] = True
        try:
            await app.backups.restore_backup(network, counter_increment=0, create_new=False)
        except (CannotWriteNetworkSettings, DestructiveWriteNetworkSettings) as error:
            raise RadioGone(RadioFault.ADDRESS_FIXED, app.port, str(error)) from error
        self.strongbox.write(replace(kept, is_waiting=False, may_burn_address=False))

    async def remember(self) -> None:
        """Keep keys and addresses, sealed: a new dongle can take the network over."""
        app = self._app
        network = await app.backups.create_backup(load_devices=True)
        network.network_info.metadata["ezspVersion"] = app.ezsp.ezsp_version  # zigbee-herdsman wants to know it
        own = app.state.node_info.ieee
        for device in app.devices.values():
            if device.ieee != own and isinstance(device, ZigbeeDevice):  # the dongle names its children alone
                network.network_info.nwk_addresses.setdefault(device.ieee, device.nwk)
        app.backups.backups = [network]
        banished = tuple(sorted(_spelt(device) for device in app.banished))
        self.strongbox.write(Kept(network.as_open_coordinator_json(), banished))

    def remember_removal(self, device: t.EUI64) -> None:
        """Keep that a device was let go, without asking the dongle for all that it knows."""
        kept, network = self.strongbox.read(), None
        if kept.network is not None:
            spelt = _spelt(device).replace(":", "")
            others = [each for each in kept.network["devices"] if each["ieee_address"] != spelt]
            network = {**kept.network, "devices": others}
        self._keep(replace(kept, network=network))

    async def remember_key(self) -> None:
        """Keep the network's new key; what else is kept of the network stays."""
        app = self._app
        kept = self.strongbox.read()
        if kept.network is None:
            await self.remember()
            return
        await app.load_network_info(load_devices=False)
        now = app.backups.from_network_state().as_open_coordinator_json()
        metadata = {**kept.network["metadata"], "internal": {**kept.network["metadata"]["internal"]}}
        metadata["internal"]["creation_time"] = datetime.now(UTC).isoformat()
        self._keep(
            replace(kept, network={**kept.network, "metadata": metadata, "network_key": now["network_key"]}),
        )

    def _keep(self, kept: Kept) -> None:
        app = self._app
        self.strongbox.write(replace(kept, banished=tuple(sorted(_spelt(device) for device in app.banished))))
        self.recall()


def _spelt(device: t.EUI64) -> str:
    return str(device).lower()
