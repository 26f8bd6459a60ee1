"""Every EZSP frame that the simulated co-processor speaks: identifier, request and response, in versions 13 and 14.

A line reads `[version] name identifier request -> response`; a line without a version holds for both. `status` in
version 14 is always sl_Status; version 13 says which of the older spellings. A field with `?` may be absent.
"""

from dataclasses import dataclass
from functools import cache

from devices.sim.ncp.fields import FIELDS, Field, Values

# ruff: noqa: E501 - a frame is one line of the table, as long as it has fields
_TABLE = """
version 0x0000 desired_version:u8 -> protocol_version:u8 stack_type:u8 stack_version:u16
addEndpoint 0x0002 endpoint:u8 profile_id:u16 device_id:u16 device_version:u8 input_count:u8 output_count:u8 clusters:words -> status:ezsp
getExtendedValue 0x0003 value_id:u8 characteristics:u32 -> status:ezsp value:octets
nop 0x0005 ->
getMfgToken 0x000B token_id:u8 -> data:octets
setMfgToken 0x000C token_id:u8 data:octets -> status:ember
setConcentrator 0x0010 is_on:u8 type:u16 min_time_s:u16 max_time_s:u16 route_error_threshold:u8 delivery_failure_threshold:u8 max_hops:u8 -> status:ember
13 setManufacturerCode 0x0015 code:u16 ->
14 setManufacturerCode 0x0015 code:u16 -> status:ember
13 setPowerDescriptor 0x0016 descriptor:u16 ->
14 setPowerDescriptor 0x0016 descriptor:u16 -> status:ember
networkInit 0x0017 bitmask:u16 -> status:ember
networkState 0x0018 -> state:u8
stackStatusHandler 0x0019 -> status:ember
startScan 0x001A scan_type:u8 channel_mask:u32 duration:u8 -> status:ember
scanCompleteHandler 0x001C -> channel:u8 status:ember
stopScan 0x001D -> status:ember
formNetwork 0x001E parameters:network -> status:ember
13 leaveNetwork 0x0020 -> status:ember
14 leaveNetwork 0x0020 options:u8? -> status:ember
permitJoining 0x0022 duration_s:u8 -> status:ember
childJoinHandler 0x0023 -> index:u8 is_joining:u8 node_id:u16 eui64:eui64 type:u8
trustCenterJoinHandler 0x0024 -> node_id:u16 eui64:eui64 update:u8 decision:u8 parent:u16
getEui64 0x0026 -> eui64:eui64
getNodeId 0x0027 -> node_id:u16
getNetworkParameters 0x0028 -> status:ember node_type:u8 parameters:network
getParentChildParameters 0x0029 -> child_count:u8 parent_eui64:eui64 parent_id:u16
clearBindingTable 0x002A -> status:ember
setBinding 0x002B index:u8 value:binding -> status:ember
getBinding 0x002C index:u8 -> status:ember value:binding
deleteBinding 0x002D index:u8 -> status:ember
maximumPayloadLength 0x0033 -> length:u8
13 sendUnicast 0x0034 type:u8 destination:u16 aps:aps tag:u8 message:octets -> status:ember sequence:u8
14 sendUnicast 0x0034 type:u8 destination:u16 aps:aps tag:u16 message:octets -> status:ember sequence:u8
13 sendBroadcast 0x0036 destination:u16 aps:aps radius:u8 tag:u8 message:octets -> status:ember sequence:u8
14 sendBroadcast 0x0036 alias:u16 destination:u16 nwk_sequence:u8 aps:aps radius:u8 tag:u16 message:octets -> status:ember sequence:u8
13 sendMulticast 0x0038 aps:aps hops:u8 nonmember_radius:u8 tag:u8 message:octets -> status:ember sequence:u8
14 sendMulticast 0x0038 aps:aps hops:u8 destination:u16 alias:u16 nwk_sequence:u8 tag:u16 message:octets -> status:ember sequence:u8
sendReply 0x0039 sender:u16 aps:aps message:octets -> status:ember
13 messageSentHandler 0x003F -> type:u8 destination:u16 aps:aps tag:u8 status:ember message:octets
14 messageSentHandler 0x003F -> status:ember type:u8 destination:u16 aps:aps tag:u16 message:octets
sendManyToOneRouteRequest 0x0041 type:u16 radius:u8 -> status:ember
13 incomingMessageHandler 0x0045 -> type:u8 aps:aps lqi:u8 rssi:s8 sender:u16 binding_index:u8 address_index:u8 message:octets
14 incomingMessageHandler 0x0045 -> type:u8 aps:aps sender:u16 eui64:eui64 binding_index:u8 address_index:u8 lqi:u8 rssi:s8 timestamp:u32 message:octets
customFrame 0x0047 payload:octets -> status:ember reply:octets
energyScanResultHandler 0x0048 -> channel:u8 rssi:s8
getChildData 0x004A index:u8 -> status:ember child:child
getConfigurationValue 0x0052 config_id:u8 -> status:ezsp value:u16
setConfigurationValue 0x0053 config_id:u8 value:u16 -> status:ezsp
setPolicy 0x0055 policy_id:u8 decision:u8 -> status:ezsp
getPolicy 0x0056 policy_id:u8 -> status:ezsp decision:u8
invalidCommand 0x0058 -> reason:reason
setSourceRouteDiscoveryMode 0x005A mode:u8 -> remaining_ms:u32
addressTableEntryIsActive 0x005B index:u8 -> is_active:u8
13 setAddressTableRemoteEui64 0x005C index:u8 eui64:eui64 -> status:ember
14 setAddressTableInfo 0x005C index:u8 eui64:eui64 node_id:u16 -> status:ember
13 setAddressTableRemoteNodeId 0x005D index:u8 node_id:u16 ->
13 getAddressTableRemoteEui64 0x005E index:u8 -> eui64:eui64
14 getAddressTableInfo 0x005E index:u8 -> status:ember node_id:u16 eui64:eui64
13 getAddressTableRemoteNodeId 0x005F index:u8 -> node_id:u16
13 lookupNodeIdByEui64 0x0060 eui64:eui64 -> node_id:u16
14 lookupNodeIdByEui64 0x0060 eui64:eui64 -> status:ember node_id:u16
lookupEui64ByNodeId 0x0061 node_id:u16 -> status:ember eui64:eui64
getMulticastTableEntry 0x0063 index:u8 -> status:ember value:multicast
setMulticastTableEntry 0x0064 index:u8 value:multicast -> status:ember
readAndClearCounters 0x0065 -> values:words
setInitialSecurityState 0x0068 state:initial_security -> status:ember
getCurrentSecurityState 0x0069 -> status:ember state:security
clearTransientLinkKeys 0x006B ->
switchNetworkKeyHandler 0x006E -> sequence:u8
broadcastNextNetworkKey 0x0073 key:key -> status:ember
broadcastNetworkKeySwitch 0x0074 -> status:ember
findKeyTableEntry 0x0075 eui64:eui64 is_link_key:u8 -> index:u8
eraseKeyTableEntry 0x0076 index:u8 -> status:ember
tokenFactoryReset 0x0077 keeps_frame_counters:u8 keeps_boot_counter:u8 ->
getNeighbor 0x0079 index:u8 -> status:ember value:neighbour
neighborCount 0x007A -> count:u8
getRouteTableEntry 0x007B index:u8 -> status:ember value:route
13 setExtendedTimeout 0x007E eui64:eui64 is_extended:u8 ->
14 setExtendedTimeout 0x007E eui64:eui64 is_extended:u8 -> status:ember
13 getExtendedTimeout 0x007F eui64:eui64 -> is_extended:u8
14 getExtendedTimeout 0x007F eui64:eui64 -> status:ember
echo 0x0081 data:octets -> echo:octets
replaceAddressTableEntry 0x0082 index:u8 eui64:eui64 node_id:u16 is_extended:u8 -> status:ember old_eui64:eui64 old_node_id:u16 old_is_extended:u8
setRadioPower 0x0099 power:s8 -> status:ember
setRadioChannel 0x009A channel:u8 -> status:ember
zigbeeKeyEstablishmentHandler 0x009B -> partner:eui64 key_status:u8
energyScanRequest 0x009C target:u16 channel_mask:u32 duration:u8 count:u16 -> status:ember
removeDevice 0x00A8 destination:u16 destination_eui64:eui64 target:eui64 -> status:ember
getValue 0x00AA value_id:u8 -> status:ezsp value:octets
setValue 0x00AB value_id:u8 value:octets -> status:ezsp
setChildData 0x00AC index:u8 child:child -> status:ember
clearKeyTable 0x00B1 -> status:ember
setLogicalAndRadioChannel 0x00B9 channel:u8 -> status:ember
getSourceRouteTableFilledSize 0x00C2 -> size:u8
gpSinkTableClearAll 0x00E2 ->
readCounters 0x00F1 -> values:words
getPhyInterfaceCount 0x00FC -> count:u8
getRadioParameters 0x00FD phy_index:u8 -> status:ember parameters:radio
getTokenCount 0x0100 -> count:u8
getTokenInfo 0x0101 index:u8 -> status:ember info:token_info
getTokenData 0x0102 token:u32 index:u32 -> status:ember value:octets32?
setTokenData 0x0103 token:u32 index:u32 value:octets32 -> status:ember
childId 0x0106 index:u8 -> node_id:u16
13 getApsKeyInfo 0x010C context:key_context -> eui64:eui64 metadata:key_metadata status:sl
14 getApsKeyInfo 0x010C context:key_context -> status:sl metadata:key_metadata context:key_context
13 exportLinkKeyByEui 0x010D eui64:eui64 -> key:key index:u8 metadata:key_metadata status:sl
14 exportLinkKeyByEui 0x010D eui64:eui64 -> status:sl context:key_context key:key metadata:key_metadata
importLinkKey 0x010E index:u8 eui64:eui64 key:key -> status:sl
13 exportLinkKeyByIndex 0x010F index:u8 -> eui64:eui64 key:key metadata:key_metadata status:sl
14 exportLinkKeyByIndex 0x010F index:u8 -> status:sl context:key_context key:key metadata:key_metadata
checkKeyContext 0x0110 context:key_context -> status:sl
importTransientKey 0x0111 eui64:eui64 key:key flags:u8? -> status:sl
13 exportTransientKeyByIndex 0x0112 index:u8 -> context:key_context key:key metadata:key_metadata status:sl
14 exportTransientKeyByIndex 0x0112 index:u8 -> status:sl context:key_context key:key metadata:key_metadata
13 exportTransientKeyByEui 0x0113 eui64:eui64 -> context:key_context key:key metadata:key_metadata status:sl
14 exportTransientKeyByEui 0x0113 eui64:eui64 -> status:sl context:key_context key:key metadata:key_metadata
13 exportKey 0x0114 context:key_context -> key:key status:sl
14 exportKey 0x0114 context:key_context -> status:sl key:key context:key_context
13 importKey 0x0115 context:key_context key:key -> status:sl
14 importKey 0x0115 context:key_context key:key -> status:sl context:key_context
getNetworkKeyInfo 0x0116 -> status:sl info:network_key
"""

VERSIONS = (13, 14)


@dataclass(frozen=True, slots=True)
class Member:
    """One named field of a request or a response."""

    name: str
    field: Field
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Command:
    """One frame: a command with its response, or a callback (whose request is empty)."""

    name: str
    identifier: int
    request: tuple[Member, ...]
    response: tuple[Member, ...]

    def read_request(self, data: bytes) -> Values:
        """The parameters of a request; raises FrameTooShort. Octets left over are ignored, as firmware does."""
        values: Values = {}
        for member in self.request:
            if member.is_optional and not data:
                values[member.name] = None
                continue
            values[member.name], data = member.field.take(data)
        return values

    def write_response(self, values: Values) -> bytes:
        """The parameters of a response or callback; an absent optional value ends the frame."""
        out = b""
        for member in self.response:
            value = values.get(member.name)
            if member.is_optional and value is None:
                break
            out += member.field.put(value)
        return out


def _members(text: str, version: int) -> tuple[Member, ...]:
    members = []
    for item in text.split():
        name, kind = item.split(":")
        is_optional, kind = kind.endswith("?"), kind.rstrip("?")
        if version >= 14 and kind in ("ember", "ezsp"):
            kind = "sl"
        if kind == "reason":
            kind = "u32" if version >= 14 else "u8"
        members.append(Member(name, FIELDS[kind], is_optional))
    return tuple(members)


@cache
def commands(version: int) -> dict[int, Command]:
    """The table of one protocol version, by identifier."""
    table = {}
    for line in _TABLE.strip().splitlines():
        head, _, response = line.partition("->")
        words = head.split()
        only = int(words.pop(0)) if words[0].isdigit() else version
        if only == version:
            name, identifier = words[0], int(words[1], 16)
            request = _members(" ".join(words[2:]), version)
            table[identifier] = Command(name, identifier, request, _members(response, version))
    return table


@cache
def by_name(version: int) -> dict[str, Command]:
    """The table of one protocol version, by name."""
    return {command.name: command for command in commands(version).values()}
