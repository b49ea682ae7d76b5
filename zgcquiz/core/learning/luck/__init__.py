"""Luck in answers, learnt from the log, and fitted together with memory."""
