"""Enterprises, their groups and their contacts."""
