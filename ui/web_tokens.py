"""The kiosk's colours for the utility's website: the style sheet of CSS variables that ships in `resources/web`.

`python -m ui.web_tokens` writes it anew; a test keeps the two equal. The website does not import this package.
"""

import sys
from importlib import resources
from pathlib import Path

from ui.tokens import PALETTES, Colour, Radius, Scheme, Space

FILE = Path(str(resources.files("resources").joinpath("web/static/tokens.css")))
_HEAD = "/* Made from ui/tokens.py by python -m ui.web_tokens: the colours of the kiosk. */\n"


def style_sheet() -> str:
    """Light, dark by the reader's choice, and high contrast by the same."""
    measures = [("space", Space), ("radius", Radius)]
    sizes = [
        f"  --{kind}-{name.lower().replace('_', '-')}: {value}px;"
        for kind, measure in measures
        for name, value in vars(measure).items()
        if isinstance(value, int)
    ]
    return _HEAD + "\n".join(
        [
            ":root {",
            "  color-scheme: light dark;",
            *sizes,
            *_variables(Scheme.LIGHT, "  "),
            "}",
            "@media (prefers-color-scheme: dark) {",
            "  :root {",
            *_variables(Scheme.DARK, "    "),
            "  }",
            "}",
            "@media (prefers-contrast: more) and (prefers-color-scheme: dark) {",
            "  :root {",
            *_variables(Scheme.CONTRAST, "    "),
            "  }",
            "}",
            "",
        ]
    )


def _variables(scheme: Scheme, indent: str) -> list[str]:
    palette = PALETTES[scheme]
    return [f"{indent}--{colour.value.replace('_', '-')}: {_css(palette[colour])};" for colour in Colour]


def _css(colour: str) -> str:
    """`#AARRGGBB`, as Qt has it, is `#RRGGBBAA` here."""
    return f"#{colour[3:]}{colour[1:3]}" if len(colour) == 9 else colour


if __name__ == "__main__":
    FILE.write_text(style_sheet(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
