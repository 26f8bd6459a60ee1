import pytest

from devices.utility.mdms.meter_days import StoreGone
from devices.utility.mdms.records import Records
from devices.utility.mdms.stores import opened
from tests.devices.utility import store_contract
from tests.devices.utility.world import verify


def test_the_records_own_file_keeps_meter_days_as_they_were_put() -> None:
    store_contract.check_rows(Records(None, verify).intervals.store)


def test_the_same_store_gives_the_same_answers() -> None:
    """C1FR17: what `store_contract` asks of the server in tests/interop, asked of the embedded file."""
    assert store_contract.answers(None) == store_contract.answers(None)


def test_without_an_address_the_records_keep_intervals_themselves() -> None:
    assert opened("") is None


@pytest.mark.parametrize(
    ("url", "error", "says"),
    [
        ("mysql://localhost/x", ValueError, "a store of records is postgresql://"),
        ("postgresql://nobody@127.0.0.1:1/x", StoreGone, "the store of interval data does not answer"),
    ],
)
def test_a_store_that_cannot_be_opened_is_refused_in_a_sentence(url: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        opened(url)
