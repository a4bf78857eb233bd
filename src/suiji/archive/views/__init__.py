"""How files are shown, opened, sealed, appraised and destroyed."""
