"""The door for other programs: tokens, who am I, staged pictures; and what every door of the API has in common."""
