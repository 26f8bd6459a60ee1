"""Customer service (CSS): where each customer stands with each event, and the alarms that a person must see."""
