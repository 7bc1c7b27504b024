"""Buying and selling: shelf, carts, delivery, checkout, orders, settlement."""
