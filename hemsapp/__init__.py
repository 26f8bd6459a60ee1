"""The application engine: readings become usage and money; no Qt, no zigpy."""
