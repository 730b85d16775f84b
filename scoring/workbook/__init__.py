"""A ranking as a workbook: every figure a formula over its counts, every duty that was counted."""
