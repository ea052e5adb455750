"""Jobs: what is to be done after a command, what comes round, and how both went."""
