"""Half a million meters behind 500 concentrators over real MQTT, to the last receipt in the records' file.

The short round, of five thousand in one process, is `tests/devices/utility/field/test_scale.py`.
"""

import pytest

from tests.bench.reach import reached


@pytest.mark.soak
async def test_half_a_million_meters_have_an_event_and_every_receipt_is_kept() -> None:
    """X-NFR-500K, C1NFR7; how soon: docs/benchmarks.md."""
    found = await reached(500_000, 500)
    assert len(found.seconds) == 500_000
    assert found.in_records == 500_000
    assert found.seconds.min() > 0
