"""What the house writes in a way of its own: each subject with its form, its words, and what stands against it."""
