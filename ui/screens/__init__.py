"""A screen composes widgets and owns a presenter."""
