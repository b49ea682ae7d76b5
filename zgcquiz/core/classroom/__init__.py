"""Statistics of a class's answers, from whole-number counts: no table of answers is needed here."""
