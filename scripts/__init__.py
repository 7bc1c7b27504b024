"""Small programs around the shop."""
