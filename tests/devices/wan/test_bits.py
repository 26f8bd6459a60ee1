"""Arrays of many meters as octets and back: what is packed is told again, nothing else is taken (X-NFR-500K)."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wan.bits import (
    DOUBTFUL,
    none_of,
    pack,
    pack_marks,
    pack_times,
    pack_wh,
    places_of,
    unpack,
    unpack_marks,
    unpack_times,
    unpack_wh,
)

_FLAGS = st.lists(st.booleans(), max_size=200)
_WH = st.integers(-(2**31), 2**31 - 1)


@given(_FLAGS)
def test_a_bitmap_comes_back_as_it_was(flags: list[bool]) -> None:
    bits = np.array(flags, np.bool_)
    packed = pack(bits)
    assert unpack(packed, len(flags)).tolist() == flags
    assert places_of(packed).tolist() == [place for place, is_set in enumerate(flags) if is_set]
    assert not packed.endswith(b"\0")


@given(_FLAGS, st.integers(0, 300))
def test_a_place_beyond_the_known_is_refused_and_no_other(flags: list[bool], count: int) -> None:
    packed = pack(np.array(flags, np.bool_))
    if any(flags[count:]):
        with pytest.raises(ValueError, match="beyond"):
            unpack(packed, count)
    else:
        wide = none_of(count)
        wide[: len(flags)] = flags[:count]
        assert unpack(packed, count).tolist() == wide.tolist()


@given(st.integers(0, 4 * 10**12), st.lists(st.integers(0, 2**32 - 1), max_size=50))
def test_times_of_meters_come_back_to_the_millisecond(since_ms: int, after_ms: list[int]) -> None:
    times_ms = np.array(after_ms, np.int64) + since_ms
    assert unpack_times(pack_times(times_ms, since_ms), since_ms, len(after_ms)).tolist() == times_ms.tolist()
    with pytest.raises(ValueError, match="not the times"):
        unpack_times(pack_times(times_ms, since_ms), since_ms, len(after_ms) + 1)


@given(st.integers(1, 6), st.integers(1, 8), st.data())
def test_intervals_and_marks_come_back_as_they_were(meters: int, count: int, data: st.DataObject) -> None:
    cells = meters * count
    wh = np.array(data.draw(st.lists(_WH, min_size=cells, max_size=cells)), np.int32).reshape(meters, count)
    told = data.draw(st.lists(st.integers(0, DOUBTFUL), min_size=cells, max_size=cells))
    marks = np.array(told, np.uint8).reshape(meters, count)
    assert (unpack_wh(pack_wh(wh), meters, count) == wh).all()
    assert (unpack_marks(pack_marks(marks), meters, count) == marks).all()


@given(st.binary(max_size=60), st.integers(0, 4), st.integers(0, 4))
def test_whatever_else_is_refused_in_a_sentence(octets: bytes, meters: int, count: int) -> None:
    """C1FR43."""
    for read in (unpack_wh, unpack_marks):
        found = None
        with suppress(ValueError):
            found = read(octets, meters, count)
        assert found is None or found.shape == (meters, count)
