"""Use cases that ask questions: play, review, exam."""
