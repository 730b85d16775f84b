"""Zones that come as a file: read, compared with the layer as it lies on a day, looked at, and then written as seen."""
