"""Stub."""

from flask.cli import AppGroup

cli = AppGroup("sample")
