"""The passport on paper."""
