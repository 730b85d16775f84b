"""Writers of the ground floor's tables."""
