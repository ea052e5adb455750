"""Luodi (落地): an investment-attraction CRM. Rooms are packages; `factory` puts them together."""
