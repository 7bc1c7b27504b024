"""Tests of the marketplace; the folders mirror its packages."""
