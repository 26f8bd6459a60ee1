"""What goes out of Smart Energy travels under a link key, or not at all."""

from typing import Any, cast

import pytest
import zigpy.types as t
from bellows.zigbee.application import ControllerApplication as BellowsApplication
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import DeliveryError
from zigpy.profiles import zha

from devices.radio.application import SE_ENDPOINT, Ears, SmartEnergyApplication, settings
from devices.se import profile
from devices.se.profile import KEY_NEEDED, LINK_KEY_CLUSTERS, DeviceId, Key
from devices.strongbox import Strongbox

METER, STRANGER, PLUG = 0x1111, 0x2222, 0x3333
ENCRYPTED = t.TransmitOptions.APS_Encryption
ALL_LISTENING = 0xFFFD


class Trusting:
    """Ears that trust the meter and the plug."""

    def is_trusted(self, device: ZigbeeDevice) -> bool:
        return device.nwk != STRANGER


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[t.ZigbeePacket]:
    """What reaches the dongle."""
    packets: list[t.ZigbeePacket] = []

    async def send(_self: object, packet: t.ZigbeePacket) -> None:
        packets.append(packet)

    monkeypatch.setattr(BellowsApplication, "send_packet", send)
    return packets


@pytest.fixture
async def application() -> SmartEnergyApplication:
    network_address: Any = t.NWK
    wish = settings("socket://127.0.0.1:1", None, 15)
    app = SmartEnergyApplication(wish, cast("Ears", Trusting()), Strongbox(None, None))
    for nwk, profile_id, device_type in (
        (METER, profile.PROFILE_ID, DeviceId.ENERGY_SERVICES_INTERFACE),
        (STRANGER, profile.PROFILE_ID, DeviceId.LOAD_CONTROL_DEVICE),
        (PLUG, zha.PROFILE_ID, zha.DeviceType.SMART_PLUG),
    ):
        device: Any = app.add_device(
            t.EUI64.convert(f"00:00:00:00:00:00:{nwk >> 8:02x}:{nwk & 255:02x}"), network_address(nwk)
        )
        endpoint = device.add_endpoint(1)
        endpoint.profile_id, endpoint.device_type = profile_id, device_type
    return app


def packet(cluster_id: int, nwk: int, profile_id: int = profile.PROFILE_ID, mode: t.AddrMode = t.AddrMode.NWK) -> Any:
    make: Any = t.ZigbeePacket
    address: Any = t.AddrModeAddress
    return make(
        src=address(addr_mode=t.AddrMode.NWK, address=0x0000),
        src_ep=1,
        dst=address(addr_mode=mode, address=nwk),
        dst_ep=1,
        tsn=1,
        profile_id=profile_id,
        cluster_id=cluster_id,
        data=t.SerializableBytes(b"\x01\x01\x00"),
        tx_options=t.TransmitOptions.ACK,
    )


@pytest.mark.parametrize("cluster_id", sorted(LINK_KEY_CLUSTERS), ids=hex)
async def test_what_needs_the_link_key_goes_out_under_it_even_if_nobody_asked_for_that(
    application: SmartEnergyApplication, sent: list[t.ZigbeePacket], cluster_id: int
) -> None:
    """C1FR44: whoever sends, and whatever zigpy thinks of the cluster."""
    await application.send_packet(packet(cluster_id, METER))
    [gone] = sent
    assert gone.tx_options & ENCRYPTED
    assert gone.src_ep == SE_ENDPOINT


async def test_nothing_of_smart_energy_goes_to_one_that_did_not_prove_itself_nor_to_nobody_nor_to_all(
    application: SmartEnergyApplication, sent: list[t.ZigbeePacket]
) -> None:
    """C1FR44, X-SECURITY: eavesdropping; what is for all cannot be under a link key."""
    for refused in (
        packet(profile.PRICE, STRANGER),
        packet(profile.PRICE, 0x7777),
        packet(profile.PRICE, ALL_LISTENING, mode=t.AddrMode.Broadcast),
        packet(profile.METERING, METER).replace(dst=None),
    ):
        with pytest.raises(DeliveryError):
            await application.send_packet(refused)
    assert sent == []


async def test_what_needs_the_network_key_goes_out_under_that(
    application: SmartEnergyApplication, sent: list[t.ZigbeePacket]
) -> None:
    """Key establishment makes the link key, so it cannot need it; nor can one of home automation that has none."""
    await application.send_packet(packet(profile.KEY_ESTABLISHMENT, STRANGER))
    await application.send_packet(packet(profile.THERMOSTAT, PLUG, zha.PROFILE_ID))
    await application.send_packet(packet(profile.METERING, PLUG, zha.PROFILE_ID))
    assert [bool(gone.tx_options & ENCRYPTED) for gone in sent] == [False, False, False]


async def test_firmware_is_given_to_smart_energy_under_the_link_key_whatever_profile_a_packet_names(
    application: SmartEnergyApplication, sent: list[t.ZigbeePacket]
) -> None:
    """C1FR44: commands of the upgrade cluster; its attributes, and home automation's devices, have none"""
    attribute = t.SerializableBytes(b"\x00\x01\x00\x02\x00")
    await application.send_packet(packet(profile.OTA, METER))
    await application.send_packet(packet(profile.OTA, METER, zha.PROFILE_ID))
    await application.send_packet(packet(profile.OTA, METER).replace(data=attribute))
    await application.send_packet(packet(profile.OTA, PLUG, zha.PROFILE_ID))
    assert [bool(gone.tx_options & ENCRYPTED) for gone in sent] == [True, True, False, False]
    with pytest.raises(DeliveryError):
        await application.send_packet(packet(profile.OTA, STRANGER))


def test_every_smart_energy_cluster_is_in_the_policy() -> None:
    assert {cluster_id for cluster_id in KEY_NEEDED if 0x0700 <= cluster_id <= 0x0709} == LINK_KEY_CLUSTERS
    assert KEY_NEEDED[profile.KEY_ESTABLISHMENT] is Key.NETWORK
