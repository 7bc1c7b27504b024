"""A stateful twin of Stripe: the part of its API that this shop uses, its pay page, its signed messages."""
