"""The doors for programs: file a problem, look at the ledger, take a step."""
