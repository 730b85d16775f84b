"""Zones drawn, redrawn, split, merged and ended from a day on, each in the stream of what was changed."""

from supervision.actions.zones.cutting import Piece, merge_zones, pieces_of, split_zone
from supervision.actions.zones.drawing import Wanted, change_zone, close_zone, enter_zone, in_the_way, last_version
from supervision.actions.zones.fitting import Fit, Unfit, fitted, shape_of_line
from supervision.actions.zones.layers import RULES, change_layer, enter_layer, layer_stream

__all__ = [
    "RULES",
    "Fit",
    "Piece",
    "Unfit",
    "Wanted",
    "change_layer",
    "change_zone",
    "close_zone",
    "enter_layer",
    "enter_zone",
    "fitted",
    "in_the_way",
    "last_version",
    "layer_stream",
    "merge_zones",
    "pieces_of",
    "shape_of_line",
    "split_zone",
]
