"""What the pages of the standing data show: plain dicts made of rows, no writing."""
