from hypothesis import given
from hypothesis import strategies as st

from devices.radio.flood import MAX_SOURCES, TokenBuckets


def test_a_burst_passes_and_a_flood_does_not() -> None:
    """TM11"""
    buckets = TokenBuckets(per_second=10, burst=5)
    assert [buckets.admit(1, 0.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert buckets.dropped == 2
    assert buckets.admit(1, 0.1)
    assert not buckets.admit(1, 0.1)


def test_one_source_does_not_take_from_another() -> None:
    buckets = TokenBuckets(per_second=1, burst=1)
    assert buckets.admit(1, 0.0)
    assert not buckets.admit(1, 0.0)
    assert buckets.admit(2, 0.0)


def test_what_was_asked_for_is_no_flood() -> None:
    """X-LONG-TERM: pages of a meter's intervals come as fast as they are asked for"""
    buckets = TokenBuckets(per_second=1, burst=2)
    for _ in range(100):
        buckets.expect("meter")
        assert buckets.admit("meter", 0.0)
    assert [buckets.admit("meter", 0.0) for _ in range(2)] == [True, False]


def test_what_nobody_asked_for_gains_nothing_beyond_the_burst() -> None:
    buckets = TokenBuckets(per_second=1, burst=2)
    for _ in range(100):
        buckets.expect("meter")
    assert [buckets.admit("meter", 0.0) for _ in range(3)] == [True, True, False]


def test_a_thousand_sources_take_no_more_memory_than_a_few() -> None:
    buckets = TokenBuckets()
    for source in range(1000):
        assert buckets.admit(source, float(source))
    assert len(buckets._buckets) == MAX_SOURCES


@given(st.lists(st.floats(0, 0.5), max_size=200))
def test_no_source_passes_more_than_its_rate_and_its_burst(gaps: list[float]) -> None:
    buckets, at_s, passed = TokenBuckets(per_second=5, burst=10), 0.0, 0
    for gap in gaps:
        at_s += gap
        passed += buckets.admit("one", at_s)
    assert passed <= 10 + 5 * at_s + 1
