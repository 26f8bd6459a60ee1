from datetime import date

from devices.utility.mdms.records import Records
from devices.utility.mdms.responses import Responses
from devices.utility.mdms.sample import Sizes, account_id, fill, meter_id
from devices.utility.mdms.usage import Usage
from tests.devices.utility.world import START, verify

DAY = date(2026, 3, 8)


def test_a_sample_is_the_same_for_the_same_seed_and_has_whole_local_days() -> None:
    made = []
    for seed in (1, 1, 2):
        records = Records(None, verify)
        assert fill(records, Sizes(5, 3, date(2026, 3, 9), seed)) == 6 * (96 + 92 + 96)
        (found,) = records.intervals.days(meter_id(5), 0, DAY)
        made.append(found.values_wh)
        usage = Usage(records.intervals.store, records.settings.zone)
        told = usage.of_account(records.accounts.account(account_id(5)), DAY, DAY, START, channel=1)
        assert (told["known"], told["total_wh"] > 0) == (92, True)
        records.close()
    assert made[0] == made[1] != made[2]


def test_a_sample_has_events_in_its_past_that_came_as_every_message_comes() -> None:
    """X-MEASURED-RESPONSE, C1FR15: who took part used less, and customer service owes no confirmation."""
    records = Records(None, verify)
    fill(records, Sizes(60, 40, date(2026, 7, 13), seed=3, events=2))
    assert records.owed == 0
    newest, older = Responses(records).of_events()
    assert newest["customers"] > 30
    assert newest["measured"] == newest["customers"]
    told = Responses(records).of_event(newest["event"])
    assert told["reduction_wh"] > 0.1 * told["baseline_wh"]
    assert told["take_percent"] == 100
    assert 0 < told["overrode"] < told["customers"]
    assert older["event"] < newest["event"]
