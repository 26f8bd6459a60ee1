"""Snapshot to view, gesture to command: pure, no Qt."""
