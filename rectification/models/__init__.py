"""Rows of the rectification floor: tickets, their photos, petitions, and who may see them."""

from .instructions import Instruction
from .measures import File, Measure, UnitMeasure
from .saved import SavedFilter
from .search import SearchText
from .tickets import Petition, PetitionKind, Photo, PhotoKind, Sight, Source, Ticket

__all__ = [
    "File",
    "Instruction",
    "Measure",
    "Petition",
    "PetitionKind",
    "Photo",
    "PhotoKind",
    "SavedFilter",
    "SearchText",
    "Sight",
    "Source",
    "Ticket",
    "UnitMeasure",
]
