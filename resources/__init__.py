"""Fonts, icons, sample tariffs and words that ship with the application."""
