"""The screens: plain Python presenters, and Qt that paints what they say."""
