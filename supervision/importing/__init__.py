"""A city's own workbook: how it is read, what is wrong in it and what it would change. Pure: no database."""
