"""Contrast as WCAG 2.1 measures it."""

Rgb = tuple[int, int, int]


def rgb(hex_colour: str) -> Rgb:
    """`#0B0D0F` in red, green and blue."""
    red, green, blue = (int(hex_colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def ratio(one: Rgb, other: Rgb) -> float:
    """The contrast ratio, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [each / 255 for each in colour]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
