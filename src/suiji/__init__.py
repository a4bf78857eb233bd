"""随机 (Suiji): joint double-random inspections whose every draw anybody can check."""
