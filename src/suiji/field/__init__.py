"""外勤 (Art. 17, 20(2)): Door: the inspectors' phone."""
