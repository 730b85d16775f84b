"""What each step does on the desk: one function for each action, found by its name in the table."""

from collections.abc import Callable

from rectification.desk import Desk, Outcome
from rectification.facts import StepData
from rectification.workflow import Action

Handler = Callable[[Desk, StepData], Outcome]
HANDLERS: dict[Action, Handler] = {}


def does(action: Action) -> Callable[[Handler], Handler]:
    """Registers the function that carries out an action."""

    def keep(handler: Handler) -> Handler:
        HANDLERS[action] = handler
        return handler

    return keep
