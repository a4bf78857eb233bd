"""Template tags of the ground floor: how dates, codes and shares are written."""
