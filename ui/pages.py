"""Which page is shown by what: a page that is new is named in `Page` and here."""

from collections.abc import Callable

from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.bill import BillScreen
from ui.screens.comfort import ComfortScreen
from ui.screens.companion import CompanionScreen
from ui.screens.connect import ConnectScreen
from ui.screens.data import DataScreen
from ui.screens.duties import DutiesScreen
from ui.screens.event import EventScreen
from ui.screens.event_list import EventListScreen
from ui.screens.handover import HandoverScreen
from ui.screens.history import HistoryScreen
from ui.screens.home import HomeScreen
from ui.screens.manual import ManualScreen
from ui.screens.match import MatchScreen
from ui.screens.mesh_map import MeshMapScreen
from ui.screens.messages import MessagesScreen
from ui.screens.more import MoreScreen
from ui.screens.network import NetworkScreen
from ui.screens.prices import PricesScreen
from ui.screens.programme import ProgrammeScreen
from ui.screens.rates import RatesScreen
from ui.screens.rules import RulesScreen
from ui.screens.settings import SettingsScreen
from ui.screens.statement import StatementScreen
from ui.screens.welcome import WelcomeScreen

SCREENS: dict[Page, Callable[..., Screen]] = {
    Page.HOME: HomeScreen,
    Page.BILL: BillScreen,
    Page.PRICES: PricesScreen,
    Page.HISTORY: HistoryScreen,
    Page.COMFORT: ComfortScreen,
    Page.MORE: MoreScreen,
    Page.NETWORK: NetworkScreen,
    Page.MESSAGES: MessagesScreen,
    Page.RATES: RatesScreen,
    Page.DATA: DataScreen,
    Page.SETTINGS: SettingsScreen,
    Page.WELCOME: WelcomeScreen,
    Page.CONNECT: ConnectScreen,
    Page.EVENT: EventScreen,
    Page.RULES: RulesScreen,
    Page.PROGRAMME: ProgrammeScreen,
    Page.EVENTS: EventListScreen,
    Page.STATEMENT: StatementScreen,
    Page.MATCH: MatchScreen,
    Page.MANUAL: ManualScreen,
    Page.DUTIES: DutiesScreen,
    Page.COMPANION: CompanionScreen,
    Page.MAP: MeshMapScreen,
    Page.HANDOVER: HandoverScreen,
}
