"""What the kiosk must survive, on the real stack, over real bytes: `make soak ARGS="-n 4 -rP tests/soak"`."""
