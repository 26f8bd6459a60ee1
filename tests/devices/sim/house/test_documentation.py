from pathlib import Path

from devices.sim.house.appliances import WATTS
from devices.sim.house.verbs import VERBS
from tests.devices.sim.meter.bench import MeterBench, display_bench, load_switch_bench, pct_bench, thermostat_bench

PAGE = Path(__file__).parents[4] / "docs" / "simulated-house.md"


def test_every_verb_and_every_appliance_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    benches = (MeterBench(), thermostat_bench(), pct_bench(), load_switch_bench(), display_bench())
    verbs = [*VERBS, *(verb for bench in benches for verb in bench.node.verbs), "reboot"]
    assert [verb for verb in verbs if f"| `{verb}` |" not in page] == []
    assert [name for name, watts in WATTS.items() if f"{name} ({watts} W)" not in page] == []
