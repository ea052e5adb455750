"""What the pages of the administration read: who has which access, what left the house, how the installation is."""
