"""`make bench`: every promised figure, measured here and now; exit 1 if one is not met."""

import argparse
import json
import os
import sys
from pathlib import Path

from tests.bench.archive import archive, archive_views
from tests.bench.bills import bills
from tests.bench.events import crowd, event
from tests.bench.events_day import events_day
from tests.bench.field import field
from tests.bench.figure import machine
from tests.bench.growth import growth
from tests.bench.history_views import history_views
from tests.bench.home_days import history, home_day
from tests.bench.joins import joins
from tests.bench.key_establishment import key_establishment
from tests.bench.kiosk import flood, kiosk
from tests.bench.re_rating import re_rating
from tests.bench.reach import reach
from tests.bench.records import records
from tests.bench.screens import screens
from tests.bench.touch import touch
from tests.bench.website import website

BENCHES = {
    "home-day": home_day,
    "bills": bills,
    "history": history,
    "archive": archive,
    "archive-views": archive_views,
    "history-views": history_views,
    "re-rating": re_rating,
    "growth": growth,
    "key-establishment": key_establishment,
    "kiosk": kiosk,
    "flood": flood,
    "joins": joins,
    "records": records,
    "event": event,
    "crowd": crowd,
    "events-day": events_day,
    "touch": touch,
    "screens": screens,
    "field": field,
    "reach": reach,
    "website": website,
}


def main() -> int:
    """Measure what was asked for (all by default), print it, write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=f"one of {', '.join(BENCHES)}; none: all")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), help="where the figures are written")
    wish = parser.parse_args()
    if unknown := set(wish.benches) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    on = machine()
    print(", ".join(f"{name} {value}" for name, value in on.items()))  # noqa: T201 - this is what the command is for
    figures = []
    for name in wish.benches or BENCHES:
        for figure in BENCHES[name]():
            figures.append(figure)
            print(figure.line(), flush=True)  # noqa: T201 - as above
    wish.json.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": on, "figures": [figure.as_json() for figure in figures]}
    wish.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
