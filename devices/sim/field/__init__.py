"""A simulated field: thousands of meters in arrays, and what each concentrator reaches of it."""
