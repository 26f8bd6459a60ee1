"""The customer's comfort: which set point holds, why, what stepping out costs, and how devices are brought there."""
