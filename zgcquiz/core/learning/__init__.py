"""Scheduling: the memory model, luck in answers, the daily queue, parameter fitting and exam plans."""
