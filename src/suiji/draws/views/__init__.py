"""How draws are shown and carried out."""
