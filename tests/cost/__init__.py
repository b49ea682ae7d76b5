"""What reading, checking and comparing cost: texts made to take long, and large numbers of things."""
