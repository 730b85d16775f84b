"""Where, and what is looked for: units, zones, sites and the versioned catalogue."""
