from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zigpy.types import uint24_t, uint32_t, uint48_t
from zigpy.zcl import Cluster

from devices.se import CLUSTERS, Metering, Price, Time
from devices.se.profile import LINK_KEY_CLUSTERS
from devices.se.values import (
    UTC_TIME_EPOCH,
    Formatting,
    OctetString,
    from_utc_time,
    high_nibble,
    low_nibble,
    nibbles,
    scale_by_trailing_digit,
    to_utc_time,
)

ATTRIBUTES = [
    (Price, 0x0000, "tier1_price_label"),
    (Price, 0x002F, "tier48_price_label"),
    (Price, 0x0100, "block1_threshold"),
    (Price, 0x010E, "block15_threshold"),
    (Price, 0x010F, "block_threshold_count"),
    (Price, 0x0110, "tier1_block1_threshold"),
    (Price, 0x01FF, "tier15_block_threshold_count"),
    (Price, 0x0301, "standing_charge"),
    (Price, 0x0400, "no_tier_block1_price"),
    (Price, 0x040F, "no_tier_block16_price"),
    (Price, 0x0410, "tier1_block1_price"),
    (Price, 0x04F0, "tier15_block1_price"),
    (Price, 0x050F, "price_tier16"),
    (Price, 0x05FE, "cpp1_price"),
    (Price, 0x0617, "price_trailing_digit"),
    (Price, 0x0704, "last_billing_period_consolidated_bill"),
    (Price, 0x8100, "received_block1_threshold"),
    (Metering, 0x01FC, "cpp1_summation_delivered"),
    (Metering, 0x0405, "cur_part_profile_int_start_time_delivered"),
    (Metering, 0x0430, "current_week_consumption_delivered"),
    (Metering, 0x0440, "current_month_consumption_delivered"),
    (Metering, 0x0700, "current_no_tier_block1_summation_delivered"),
    (Metering, 0x0A04, "bill_delivered_trailing_digit"),
    (Time, 0x0009, "valid_until_time"),
]


@pytest.mark.parametrize(("cluster", "attribute_id", "name"), ATTRIBUTES, ids=str)
def test_attributes_stand_where_the_specification_puts_them(
    cluster: type[Cluster], attribute_id: int, name: str
) -> None:
    assert cluster.attributes[attribute_id].name == name


@pytest.mark.parametrize(
    ("cluster", "attribute_id", "kind"),
    [
        (Metering, 0x0000, uint48_t),
        (Metering, 0x0301, uint24_t),
        (Price, 0x0201, uint24_t),
        (Price, 0x0400, uint32_t),
        (Price, 0x0100, uint48_t),
    ],
)
def test_attributes_are_as_wide_as_the_specification_says(
    cluster: type[Cluster], attribute_id: int, kind: type
) -> None:
    assert cluster.attributes[attribute_id].type is kind


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_dictionary_takes_over_the_registry(cluster: type[Cluster]) -> None:
    assert Cluster._registry[cluster.cluster_id] is cluster
    identifiers = [definition.id for definition in cluster.AttributeDefs]
    assert len(identifiers) == len(set(identifiers))


def test_link_key_clusters_are_sent_under_the_link_key() -> None:
    """C1FR44"""
    assert all(Cluster._registry[cluster_id].aps_encryption for cluster_id in LINK_KEY_CLUSTERS)
    assert not Time.aps_encryption


@given(st.integers(0, 0xFFFFFFFE * 1_000_000).map(lambda us: UTC_TIME_EPOCH + timedelta(microseconds=us)))
def test_utc_time_is_seconds_since_2000(moment: datetime) -> None:
    back = from_utc_time(to_utc_time(moment))
    assert back is not None
    assert timedelta() <= moment - back < timedelta(seconds=1)


def test_utc_time_has_an_invalid_value_and_ends() -> None:
    assert from_utc_time(0xFFFFFFFF) is None
    assert from_utc_time(0) == datetime(2000, 1, 1, tzinfo=UTC)
    for outside in (datetime(1999, 12, 31, tzinfo=UTC), datetime(2137, 1, 1, tzinfo=UTC)):
        with pytest.raises(ValueError, match="UTCTime"):
            to_utc_time(outside)


@given(st.integers(0, 255))
def test_a_formatting_octet_is_its_digits(octet: int) -> None:
    assert Formatting.from_byte(octet).to_byte() == octet
    assert nibbles(high_nibble(octet), low_nibble(octet)) == octet


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        Formatting(right=8, left=0).to_byte()
    with pytest.raises(ValueError, match="four bits"):
        nibbles(16, 0)
    with pytest.raises(ValueError, match="254"):
        OctetString(bytes(255)).serialize()


def test_a_trailing_digit_moves_the_point() -> None:
    assert scale_by_trailing_digit(32481, 5) == Decimal("0.32481")


@given(st.binary(max_size=254), st.binary(max_size=4))
def test_an_octet_string_reads_what_it_wrote(content: bytes, rest: bytes) -> None:
    assert OctetString.deserialize(OctetString(content).serialize() + rest) == (content, rest)


def test_the_invalid_string_has_no_content() -> None:
    value, rest = OctetString.deserialize(b"\xffab")
    assert (value, value.is_invalid, rest, value.serialize()) == (b"", True, b"ab", b"\xff")
    for torn in (b"", b"\x03ab"):
        with pytest.raises(ValueError, match="too short"):
            OctetString.deserialize(torn)
