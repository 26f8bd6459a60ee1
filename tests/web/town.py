"""A utility in whose town something of everything happens: what each page of its website has to show.

Maria had an event yesterday, has one now and one tomorrow; Ana's home is at fault; Chidi's meter cannot be reached.
"""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from fastapi.routing import APIRoute

from devices.demand_response import EventStatus
from devices.names import Eui64
from devices.self_report import SCHEMA, CheckKind, DeviceStanding, Finding, ReportKind, SelfReport, Verdict
from devices.support_code import code_of
from devices.utility.access import Principal, UserRole
from devices.utility.ms.downloads import Terms
from devices.utility.ms.orders import EventOrder
from devices.utility.web.price_sheet import load
from devices.utility.web.security_contact import security_contact
from devices.utility.web.site import FILES
from devices.wan.download_words import DownloadKind, DownloadStage, DownloadTold
from devices.wan.parcels import Packed, described
from devices.wan.words import Program, Readings
from tests.devices.utility.web.desk import ADA, HOMES, PAULA, RUTH, TOM, Desk
from tests.devices.utility.web.world import MARIA, PASSWORD
from tests.devices.utility.world import KIOSK, THERMOSTAT, ZONE

JONAS = Principal("jonas", UserRole.CUSTOMER, "1002")
OLGA = Principal("Olga", UserRole.OPERATOR)
EVERYBODY = (MARIA, RUTH, TOM, PAULA, ADA, OLGA)
"""One of each role that signs in."""
_HEARD = ("meter-1", "meter-2", "meter-4")
_PART = re.compile(r"([\w-]+)/{(\w+)}")


class Town(Desk):
    """Signed-in people find every page of the site at work in it."""

    lived = timedelta(days=60)
    homes = (("1001", "Maria Muñoz", "12 Oak Street, Fresno", "555-0142", "meter-1"), *HOMES[1:])

    def __init__(self) -> None:
        super().__init__()
        for principal in (JONAS, OLGA):
            self.web.site.users.add(principal, PASSWORD, self.web.passwords, self.web.clock.at)
        self.web.site.prices = load(FILES / "sample-prices.toml")
        self.web.site.security = security_contact(["mailto:security@valley-electric.example"], self.web.clock.at)
        moved_in = self._hour() - self.lived
        for meter in _HEARD:
            self.read(meter, moved_in, int(self.lived.total_seconds() // 60))
        self.silent_day = (moved_in + timedelta(days=-3)).astimezone(ZONE).date()
        self.past = self._past()
        self.coming = self._ordered(30 * 60, 240)
        self.marias = self._ordered(100 * 60, 60, "meter-1")
        self.event = self.fault()
        midnight = self._hour() - timedelta(hours=self._hour().astimezone(ZONE).hour)
        self.read("meter-1", midnight, 24 * 60, until_now=True)
        self.test = self.tested("meter-2", self.event)
        self.code = self._diagnosis()
        self.token, _ = self.web.site.tokens.make("1001", "Kitchen")
        self.ask("note-account", RUTH, account="1002", text="Rings in the evening; the dog does not like strangers.")
        self.trouble = int(self.ask("troubles")[0]["trouble"])
        self.download = self._download()

    def path_of(self, route: APIRoute) -> str:
        """The route's address about something that exists. Raises KeyError for a part that nobody has named here."""
        known = {
            "accounts": "1002",
            "meters": "meter-2",
            "events": self.event,
            "orders": self.coming,
            "tests": self.test,
            "troubles": self.trouble,
            "displays": self.token.id,
            "downloads": self.download,
        }
        return _PART.sub(lambda part: f"{part[1]}/{known[part[1]]}", route.path)

    def more(self, who: Principal) -> tuple[str, ...]:
        """What a page shows besides: days, filters, words that are found or not, and every kind of refusal."""
        customers = (
            *(f"/events/{self.past}", f"/events/{self.coming}", "/events/4000000000", "/events/x"),
            *(f"/usage?day={self.silent_day}", f"/usage?day={self.utility.now.astimezone(ZONE).date()}"),
            *("/usage?day=1999-01-01", "/console/", "/no-such-page"),
        )
        staff = (
            *("/console/?text=ana", "/console/?text=zzz", "/console/accounts/1001", "/console/accounts/9999"),
            *(f"/console/events/{self.past}", f"/console/events/{self.event}?state=failed", "/console/events/99"),
            *(f"/console/accounts/1001/events/{self.past}", f"/console/accounts/1001/usage?day={self.silent_day}"),
            *(f"/console/support?code={self.code}", "/console/support?code=00000O", "/console/support?code=K7M2QX"),
            *("/console/troubles?state=closed", "/console/troubles/99", "/console/accounts/1002/tests/99", "/usage"),
        )
        return customers if who.role is UserRole.CUSTOMER else staff

    def read(self, meter: str, since: datetime, minutes: int, *, less: int = 0, until_now: bool = False) -> None:
        """Intervals of a home come in: mornings and evenings as homes have them, `less` of each, and one is lost."""
        starts = [since + timedelta(minutes=15 * number) for number in range(minutes // 15)]
        if until_now:
            starts = [start for start in starts if start + timedelta(minutes=15) <= self.utility.now]
        values = tuple(_usual_wh(number, start) - less for number, start in enumerate(starts))
        lost = tuple(None if number == 1003 else wh for number, wh in enumerate(values))
        with self.utility.mdms.links.transaction():
            self.utility.mdms.intervals.put(Readings(meter, 0, since, 15, lost))

    def _past(self) -> int:
        """Yesterday's event, which Maria's thermostat followed."""
        past = self._ordered(60, 120)
        self.run(60 * 60)
        self.says("meter-1", 11, past, EventStatus.STARTED)
        for meter in _HEARD:
            self.read(meter, self.utility.now.replace(minute=0, second=0, microsecond=0), 120, less=80)
        self.run(121 * 60)
        self.says("meter-1", 12, past, EventStatus.COMPLETED)
        self.run(20 * 3600)
        for meter in _HEARD:
            self.read(meter, self._hour() - timedelta(hours=20), 20 * 60)
        return past

    def _ordered(self, minutes_to_start: int, minutes: int, *meters: str) -> int:
        start = self._hour() + timedelta(minutes=minutes_to_start)
        order = EventOrder(Program.CRITICAL_PEAK, start, minutes, price=Decimal("0.62"))
        event = self.utility.ms.schedule(order, meters or _HEARD, self.utility.now).issuer_event_id
        self.run(2)
        return event

    def _hour(self) -> datetime:
        return self.utility.now.replace(minute=0, second=0, microsecond=0)

    def _download(self) -> int:
        """Two meters are given a new image; one refuses it."""
        parcel, now = described(DownloadKind.FIRMWARE, (1, 2), 3, "1.5", b"an image"), self.utility.now
        with self.utility.ms.links.transaction():
            packed, terms = Packed(parcel, b"signed", b"an image"), Terms(reason="a mistake in billing")
            number = self.utility.ms.downloads.order(packed, ["meter-1", "meter-4"], terms, OLGA.name, now)
        self.run(2)
        refused = (DownloadStage.REFUSED, parcel.kind, 3, "1.5")
        told = DownloadTold("meter-1", number, self.utility.now, *refused, "another signer")
        self.utility.send("meter-1", [self.utility.meters["meter-1"].created(told)])
        self.run(2)
        return number

    def _diagnosis(self) -> str:
        """Maria's display tells of itself each day; Ana's looked for a problem, and has a code."""
        now, code = self.utility.now, code_of("Ana")
        standing = DeviceStanding(THERMOSTAT, "thermostat", "ok", 58, 60, 180, None, now)
        plug = DeviceStanding(Eui64("00:0d:6f:00:0a:90:69:f1"), "plug", "weak", 41, 60, 60, None, now)
        daily = SelfReport(SCHEMA, 1, ReportKind.DAILY, now, 0, "0.1.0", "ready", 20, 0x1234, now, 0, (standing, plug))
        self.display_says("meter-1", daily)
        findings = (
            Finding(CheckKind.DISPLAY, Verdict.GOOD, "display ready", str(KIOSK), "", now),
            Finding(CheckKind.RADIO, Verdict.GOOD, "radio ready", "", "channel 20", now),
            Finding(CheckKind.METER, Verdict.BAD, "meter silent", str(KIOSK), "3/50", now),
            Finding(CheckKind.DEVICE, Verdict.DOUBTFUL, "signal weak", str(THERMOSTAT), "41/60", now),
        )
        said = SelfReport(
            *(SCHEMA, 2, ReportKind.DIAGNOSIS, now, 0, "0.1.0", "ready", 20, 0x1234, now, 0),
            devices=(standing,),
            findings=findings,
            code=code,
        )
        self.display_says("meter-2", said)
        return code


def _usual_wh(number: int, start: datetime) -> int:
    hour = start.astimezone(ZONE).hour
    return 120 + 90 * (6 <= hour < 9) + 60 * (12 <= hour < 17) + 230 * (17 <= hour < 21) + number * 37 % 60
