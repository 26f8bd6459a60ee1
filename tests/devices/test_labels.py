"""Labels of devices: the texts that makers put into QR codes, and what is wrong with one that cannot be used."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.install_code import CODE_OCTETS, crc_x25
from devices.labels import Label, LabelFault, LabelUnreadable, address_of, of_text
from devices.names import Eui64

# Texts as zigpy/zigpy tests/test_zigbee_util.py and zigbee-herdsman test/controller.test.ts give them.
SEEN_IN_THE_FIELD = {
    "Inovelli": (
        "Z:943469FFFE05CE55$I:FC5ECD1E8DFD3E0603E3689F8D0226BBF80B",
        "94:34:69:ff:fe:05:ce:55",
        "FC5ECD1E8DFD3E0603E3689F8D0226BBF80B",
    ),
    "Somfy, with more behind it": (
        "Z:4CC206FFFE805E7A$I:560BCC1FF50E704B9BA93A5CA817C35E799F$D:202%B:4CC206805E7A$P:613727%M:1220$F:0024",
        "4c:c2:06:ff:fe:80:5e:7a",
        "560BCC1FF50E704B9BA93A5CA817C35E799F",
    ),
    "Atlantic, low octet first": (
        "Z:22B78EFEFF16A720$I:B1817AFD64D8BB3A8F275C2117327AEC684B",
        "20:a7:16:ff:fe:8e:b7:22",
        "B1817AFD64D8BB3A8F275C2117327AEC684B",
    ),
    "Aqara": (
        "G$M:69775$S:680S00003915$D:0000000017B2335C%Z$A:54EF44100006E7DF$I:3313A005E177A647FC7925620AB207C4BEF5",
        "54:ef:44:10:00:06:e7:df",
        "3313A005E177A647FC7925620AB207C4BEF5",
    ),
    "Hue": (
        "HUE:Z:2E5D2E5F401B82F1A45621A50B551F726101 M:001788010CE5C843 D:H2504 A:2266",
        "00:17:88:01:0c:e5:c8:43",
        "2E5D2E5F401B82F1A45621A50B551F726101",
    ),
    "Bosch": (
        "RB01SG0D8310182648007000000000000000000094DEB8FFFE41F6D6DLKA87710C3E5C332E5327EE532C3C310E5DFE0",
        "94:de:b8:ff:fe:41:f6:d6",
        "A87710C3E5C332E5327EE532C3C310E5DFE0",
    ),
    "Schneider": (
        "000D6FFFFE63CCA0|58A4DD6123F38ECF22B17FDA0D95A43DED19",
        "00:0d:6f:ff:fe:63:cc:a0",
        "58A4DD6123F38ECF22B17FDA0D95A43DED19",
    ),
    "as printed": (
        "MAC: 00:0d:6f:ff:fe:63:cc:a0\nInstall code: 58A4 DD61 23F3 8ECF 22B1 7FDA 0D95 A43D ED19",
        "00:0d:6f:ff:fe:63:cc:a0",
        "58A4DD6123F38ECF22B17FDA0D95A43DED19",
    ),
}


@pytest.mark.parametrize("maker", SEEN_IN_THE_FIELD)
def test_every_text_that_was_seen_in_the_field_gives_address_and_code(maker: str) -> None:
    """Zigbee rule 17 of users: install codes and QR codes are a format maze."""
    text, device, code = SEEN_IN_THE_FIELD[maker]
    assert of_text(text) == Label(Eui64(device), bytes.fromhex(code))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", LabelFault.UNKNOWN_FORMAT),
        ("MT:Y.K9042C00KA0648G00", LabelFault.UNKNOWN_FORMAT),  # Matter's
        ("Serial 06E49F", LabelFault.UNKNOWN_FORMAT),
        ("943469FFFE05CE55", LabelFault.CODE_MISSING),
        ("Z:943469FFFE05CE5$I:FC5ECD1E8DFD3E0603E3689F8D0226BBF80B", LabelFault.ADDRESS_WRONG),
        ("Z:0000000000000000$I:FC5ECD1E8DFD3E0603E3689F8D0226BBF80B", LabelFault.ADDRESS_WRONG),
        ("Z:943469FFFE05CE55$I:FC5ECD1E8DFD3E0603E3689F8D0226BBF8", LabelFault.CODE_LENGTH),
        ("Z:943469FFFE05CE55$I:FC5ECD1E8DFD3E0603E3689F8D0226BBF80C", LabelFault.CODE_CHECK),
        ("Z:943469FFFE05CE55$I:FC5ECD1E8DFD3E0603E3689F8D0226BBFOOO", LabelFault.CODE_NOT_HEX),
        (
            "RB01SG0D836591B3CC0010000000000000000000000D6F0017E0870CDLK999F98A7DFBCA6DD3955823AD9089631",
            LabelFault.LINK_KEY,
        ),
    ],
)
def test_a_text_that_cannot_be_used_says_what_is_wrong_with_it(text: str, fault: LabelFault) -> None:
    with pytest.raises(LabelUnreadable) as caught:
        of_text(text)
    assert caught.value.fault is fault


def test_the_well_known_key_has_no_label() -> None:
    """TM7: whatever a maker prints, a key in place of a code opens nothing here."""
    with pytest.raises(LabelUnreadable):
        of_text("000D6FFFFE63CCA0|" + b"ZigBeeAlliance09".hex())


def test_a_label_and_its_fault_never_show_the_install_code() -> None:
    """X-SECURITY: an install code never reaches a log."""
    text, _, code = SEEN_IN_THE_FIELD["Hue"]
    assert code[:8].lower() not in repr(of_text(text)).lower()
    with pytest.raises(LabelUnreadable) as caught:
        of_text(text.replace("726101", "726102"))
    assert code[:8].lower() not in (repr(caught.value) + str(caught.value)).lower()


@given(st.sampled_from(CODE_OCTETS).flatmap(lambda octets: st.binary(min_size=octets, max_size=octets)))
def test_codes_of_every_legal_length_are_read_from_every_format(code: bytes) -> None:
    """Codes of 6, 8, 12 and 16 octets (standards 1.7)."""
    whole = code + crc_x25(code).to_bytes(2, "little")
    digits = whole.hex().upper()
    for text in (f"Z:943469FFFE05CE55$I:{digits}", f"HUE:Z:{digits} M:943469FFFE05CE55", f"943469FFFE05CE55|{digits}"):
        assert of_text(text, "Hall") == Label(address_of("943469FFFE05CE55"), whole, "Hall")


@given(st.text(max_size=200))
def test_no_text_whatever_brings_the_reading_of_labels_down(text: str) -> None:
    with suppress(LabelUnreadable):
        assert of_text(text).install_code
