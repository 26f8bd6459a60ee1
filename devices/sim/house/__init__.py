"""The simulated house: what it draws from the grid at every instant, and what it is made of."""
