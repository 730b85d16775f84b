"""Rows of the supervision floor: people, duties, the ledger, calendar, notices, jobs, uploads."""

from .calendar import CalendarDay, CalendarYear, LadderVersion, OfficeHours
from .contracts import Contract, ContractKind
from .duties import Duty, DutyKind, DutyState, Tenure
from .heartbeat import Heartbeat
from .imports import Import, ImportRow
from .jobs import Job
from .ledger import Counter, Event, RequestKey, Seal, StreamHead, Words
from .notices import Notice
from .outward import Channel, Delivery, PendingEvent, Wish
from .people import Acting, ActivationSlip, ApiToken, NightDuty, Post, Team, User
from .uploads import StoredFile, Upload

__all__ = [
    "Acting",
    "ActivationSlip",
    "ApiToken",
    "CalendarDay",
    "CalendarYear",
    "Channel",
    "Contract",
    "ContractKind",
    "Counter",
    "Delivery",
    "Duty",
    "DutyKind",
    "DutyState",
    "Event",
    "Heartbeat",
    "Import",
    "ImportRow",
    "Job",
    "LadderVersion",
    "NightDuty",
    "Notice",
    "OfficeHours",
    "PendingEvent",
    "Post",
    "RequestKey",
    "Seal",
    "StoredFile",
    "StreamHead",
    "Team",
    "Tenure",
    "Upload",
    "User",
    "Wish",
    "Words",
]
