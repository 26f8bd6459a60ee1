"""What the meter does on the utility's order when a home is not reached, or events do not follow the clock."""

from typing import Final

from devices.self_report import CheckKind
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.forwarding import EVERYBODY, TunnelSaid, TunnelsReopened
from devices.sim.meter.home_duties import HomeDuties
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted
from devices.wan.meter_words import Done, MeterRecovery, RecoveryAction, RecoveryResult
from devices.wan.tunnel import ReportWanted
from devices.wan.words import Reply

ANSWER_S: Final = 60


class Recovery:
    """Carries a recovery out at once (UC96.3.11.2); each call is within the caller's transaction."""

    def __init__(self, log: MeterLog, events: EventDuties, home: HomeDuties) -> None:
        self._log, self._events, self._home = log, events, home

    def take(self, order: MeterRecovery) -> Reply:
        """Do what is ordered, in its order; log it, and owe the utility what came of it."""
        done = tuple(Done(action, self._do(action, order)) for action in order.actions)
        for one in done:
            self._log.note(Noted.RECOVERED, order.issuer_event_id, f"{one.action.value}: {one.came_of_it}")
        result = RecoveryResult(order.number, self._log.name, self._log.now, done, order.issuer_event_id)
        self._log.owe(result)
        return Reply(is_ok=True, meter_time=self._log.now, issuer_event_id=order.issuer_event_id)

    def _do(self, action: RecoveryAction, order: MeterRecovery) -> str:
        match action:
            case RecoveryAction.RESEND_EVENTS:
                return f"{self._events.tell_again()} events were sent to the home again"
            case RecoveryAction.RESTART_EVENTS:
                was_launching = self._events.is_launching
                self._events.launch_again()
                return "they follow the clock" if was_launching else "they follow the clock again"
            case RecoveryAction.RESTART_RADIO:
                was_hung = self._home.radio.is_hung
                self._home.radio.restart()
                return "it hung, and sends again" if was_hung else "it sends"
            case RecoveryAction.REOPEN_TUNNELS:
                self._log.meter.announcements.append(TunnelsReopened())
                return "displays open them anew"
            case RecoveryAction.ASK_DISPLAYS:
                word = ReportWanted(order.number, True, order.ordered, tuple(CheckKind), ANSWER_S)
                self._log.meter.announcements.append(TunnelSaid(word, EVERYBODY))
                return "displays were asked to test themselves"
