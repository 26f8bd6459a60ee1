"""The receipt chain of an event as every page shows it (`templates/chain.html`), from what `event-status` answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from devices.utility.web.visit import Visit

Answer = Mapping[str, Any]
_TIMES: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def phases(links: Sequence[Answer]) -> dict[str, list[Answer]]:
    """The links of each part of the event, in their order."""
    return {phase: [one for one in links if one["phase"] == phase] for phase in ("announced", "started", "ended")}


def plainly(visit: Visit) -> Callable[[str], str]:
    """What the systems noted, with its moments in the time of the page."""
    return lambda text: _TIMES.sub(lambda found: visit.said.seconds(found[0]), text)
