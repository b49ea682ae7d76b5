"""zgcquiz: multiple-choice rounds and spaced-repetition review in the terminal."""

__version__ = "0.1.0"
