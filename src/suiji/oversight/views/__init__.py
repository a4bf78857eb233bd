"""How oversight is shown: figures and reports, the conference's ledger, letters, requests."""
