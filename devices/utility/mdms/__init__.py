"""The records (MDMS): every message and receipt for ever, where each customer stands, interval data by meter-day."""
