"""Numbers, signs and words in the texts of questions and answers."""
