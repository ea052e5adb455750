"""The foundation: what every room stands on. It knows no room."""
