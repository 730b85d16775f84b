"""The leaders' board (红黑榜): what is honoured and what is not, where it is late, and what waits for a leader."""
