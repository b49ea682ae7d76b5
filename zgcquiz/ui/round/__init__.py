"""A round of questions: its frontends, prompts and phrases."""
