"""One measured number beside the bar that it must meet."""

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`, which must stay at or under `bar`; `how` says how it was taken."""

    name: str
    value: float
    unit: str
    bar: float
    how: str

    @property
    def is_met(self) -> bool:
        """Whether the promise was kept."""
        return self.value <= self.bar

    def line(self) -> str:
        """For a person."""
        return f"{'ok ' if self.is_met else 'NOT'} {self.value:10.3f} {self.unit:4} (bar {self.bar:g})  {self.name}"

    def as_json(self) -> dict[str, object]:
        """For a file."""
        return {**asdict(self), "is_met": self.is_met}


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1))]


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load_1_min": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
    }
