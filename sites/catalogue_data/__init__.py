"""The catalogue shipped with the platform, as CSV files read by `load_catalogue`."""
