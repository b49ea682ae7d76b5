"""The full-screen browser of questions: the only package that imports Textual."""
