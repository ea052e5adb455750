"""Papers made from data: the pre-meeting brief (会见参阅材料) and the minutes of a meeting (纪要)."""
