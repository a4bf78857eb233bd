"""Sudden deaths: how a test kills a piece of work at every word it says to the database."""
