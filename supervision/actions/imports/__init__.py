"""A city's workbook, checked against what is there, written in short transactions, taken back as one."""
