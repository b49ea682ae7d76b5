"""Use cases on the learner's own data: history, statistics, holds, settings, tuning."""
