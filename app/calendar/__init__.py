"""Working days: China's public holidays and make-up days as announced, and what the office decides for itself."""
