"""Verbs of bots: set up, tried and removed by the administrator, `hand_over` and `send` by the job runner."""

from app.bots.service.handing import POST, hand_over
from app.bots.service.sending import Reach, send, try_out
from app.bots.service.setting_up import remove, set_up

__all__ = ["POST", "Reach", "hand_over", "remove", "send", "set_up", "try_out"]
