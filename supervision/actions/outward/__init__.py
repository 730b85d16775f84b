"""Notices on their way out of the house: made into deliveries, sent, tried again; and the channels they go over."""
