"""What assistive technology sees of the kiosk, through the real bus."""
