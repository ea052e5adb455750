"""The page on which an office decides for itself: its practice profile and every setting."""
