"""What there is: lots, movements, holds, capacity, allocations. Figures in base units."""
