"""The couriers: each takes a letter to one kind of receiver and says what came of it. They know no database."""

from supervision.couriers import mail, robots, web
from supervision.couriers.letter import Letter, Outcome, Receiver

CARRIERS = {"mail": mail.carry, "web": web.carry, "robot": robots.carry}


def carry(receiver: Receiver, letter: Letter, seconds: float) -> Outcome:
    """One letter to one receiver, within so many seconds; never raises."""
    try:
        return CARRIERS[receiver.kind](receiver, letter, seconds)
    except Exception as error:  # whatever a receiver brings about, the others' letters go on
        return Outcome(False, {"code": "broken", "what": type(error).__name__}, ill=True)


__all__ = ["Letter", "Outcome", "Receiver", "carry"]
