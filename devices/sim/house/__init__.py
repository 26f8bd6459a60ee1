"""The simulated house: loads, weather, thermal model."""
