"""What the product knows about energy, time and money: pure functions and values."""
