"""Bots: what people of a unit are told, told to their group in WeCom, DingTalk or Feishu too."""
