"""Twins of providers for the demo and the tests: they keep state and can be slow, fail or lie. Never in production."""
