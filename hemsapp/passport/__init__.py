"""A home's passport: what was installed, proven and handed over, signed by the display itself (decision 40)."""
