"""Packaging illustrations for the demo products, drawn as SVG from their data."""
