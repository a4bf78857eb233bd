"""Measurements: what the house promises about speed and memory, measured."""
