"""How follow-ups and shared results are shown and acted on."""
