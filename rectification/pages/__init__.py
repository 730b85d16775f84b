"""What the pages show: rows shaped for the templates, each page with a number of queries that does not grow."""
