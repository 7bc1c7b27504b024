"""The demo market: its data, its pictures and how they are drawn."""
