"""What a home lived through, without a secret in it: recorded, packed as a report, and played again elsewhere."""
