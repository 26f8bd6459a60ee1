"""What the kiosk must survive, on the real stack and over real bytes (docs/testing.md tells how long it takes)."""
