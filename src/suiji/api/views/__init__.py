"""What machines and the administrators of their tokens are shown."""
