"""Arithmetic first (layout), then pixels (draw)."""
