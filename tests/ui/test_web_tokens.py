"""The website wears the kiosk's colours."""

from ui import web_tokens


def test_the_websites_colours_are_the_kiosks() -> None:
    """After a change of ui/tokens.py: python -m ui.web_tokens."""
    assert web_tokens.FILE.read_text("utf-8") == web_tokens.style_sheet()
