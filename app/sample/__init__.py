"""The sample world, and big worlds for measuring."""
