"""Notifications: what somebody should know, in the program and by mail."""
