"""What a learner sees and types. Takes views, gives responses; knows nothing of what is kept."""
