"""Quizzes and flashcards in Markdown."""
