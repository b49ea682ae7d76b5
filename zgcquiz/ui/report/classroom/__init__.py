"""A class: what was collected, its scores, its questions."""
