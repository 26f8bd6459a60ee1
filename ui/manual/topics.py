"""Which page of the manual is about which page of the screen: what the "?" of each opens (C1NFR13.5)."""

from ui.presenters.frame import Page

TOPICS: dict[Page, str] = {
    Page.HOME: "reading-home/home",
    Page.BILL: "your-bill/this-bill",
    Page.PRICES: "what-prices-mean/ahead",
    Page.HISTORY: "history/reading-history",
    Page.COMFORT: "comfort/rooms",
    Page.MORE: "reading-home/pages",
    Page.NETWORK: "adding-devices/network",
    Page.MAP: "adding-devices/network",
    Page.MESSAGES: "critical-price-events/messages",
    Page.RATES: "your-bill/rates",
    Page.DATA: "history/your-data",
    Page.SETTINGS: "adjusting/settings",
    Page.WELCOME: "reading-home/home",
    Page.CONNECT: "adding-devices/label",
    Page.EVENT: "critical-price-events/result",
    Page.RULES: "comfort/rules",
    Page.PROGRAMME: "comfort/programme",
    Page.EVENTS: "critical-price-events/announced",
    Page.STATEMENT: "your-bill/lines",
    Page.MATCH: "your-bill/match",
    Page.COMPANION: "adjusting/settings",
    Page.DUTIES: "warranty-and-service/duties",
    Page.HANDOVER: "warranty-and-service/duties",
    Page.MANUAL: "reading-home/manual",
}
"""`chapter/anchor` of the section."""


def help_key(page: Page) -> str:
    """What to open for the "?" of that page: the manual at its section."""
    return f"{Page.MANUAL}/{TOPICS[page]}"
