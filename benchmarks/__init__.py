"""Measures Taizhang beside what the database and the framework can do at all, in one run (docs/performance.md)."""
