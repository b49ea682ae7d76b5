"""Item-writing flaws: what a rule can see of them."""
