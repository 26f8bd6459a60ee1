from datetime import date

from devices.utility.mdms.records import Records
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
