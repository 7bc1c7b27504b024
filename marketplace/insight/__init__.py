"""What the orders tell: figures for makers, buyers and the agency, read from the same rows."""
