"""How the lists are shown and worked on: items one by one, lists as a whole."""
