"""The answers of a class: collect them, report scores, analyse questions, annotate packs."""
