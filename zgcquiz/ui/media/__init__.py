"""Images and sounds of packs, for a learner at a terminal."""
