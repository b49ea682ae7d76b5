"""Markdown quizzes: stems with checkboxes, and the answer among them ticked or named below."""
