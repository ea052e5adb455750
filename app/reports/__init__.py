"""Figures over many records, each with the list behind it."""
