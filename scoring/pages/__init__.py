"""What pages of the figures show, shaped."""
