"""The model's rules of petitions: returns, extensions, suspensions, and the long entries they lead to."""

from datetime import datetime, timedelta

from tests.machine.days import next_month
from tests.machine.entry import Entry, Petition, Rule, demand
from tests.machine.moves import Move
from tests.machine.owed import Owed
from tests.machine.working import Working

DECIDE, RETURN_WITHIN = (1, "workday"), (4, "workhour")


class Asking(Working):
    """What a unit may ask for, and what follows when it is granted."""

    def do_ask(self, e: Entry, move: Move) -> Rule:
        """One open petition of a kind; returns early, extensions before due and once, a suspension to a day ahead."""
        demand(move.petition in ("return", "extension", "suspension") and not e.asked(move.petition))
        if move.petition == "return":
            demand(e.returns < 2 and move.now <= self.days.add(e.lead.start, RETURN_WITHIN))
        elif move.petition == "extension":
            granted = [p for p in e.petitions if (p.kind, p.state, p.lead) == ("extension", "granted", e.lead.ordinal)]
            demand(move.now < e.lead.due and not granted and move.until and move.until > e.lead.due)
        else:
            demand(move.until and move.until > move.now)
        yield
        team = e.team if move.petition == "return" and not e.returns else None
        leader = self.people.first(team, ("team_leader",), move.now) if team else (None, None)
        unit, holder = (team, leader) if leader[0] else ("office", self.people.first("office", ("office",), move.now))
        decide = self.owe(e, "decide", unit, holder, DECIDE, move.now)
        e.petitions.append(Petition(move.petition, move.now, move.until, e.lead.ordinal, decide.ordinal, move.user))

    def do_withdraw(self, e: Entry, move: Move) -> Rule:
        petition = e.asked(move.petition)
        demand(petition)
        yield
        petition.state = "withdrawn"
        self._end([e.owed[petition.decide - 1]])

    def do_decide(self, e: Entry, move: Move) -> Rule:
        """By whoever owes the decision; granted, it counts from the asking."""
        petition = e.asked(move.petition)
        demand(petition and e.owed[petition.decide - 1].unit == self.people.seats[move.seat].unit)
        demand(petition.asker != move.user)
        until = move.until or petition.until
        if petition.kind == "return":
            demand(move.unit != e.lead.unit)
            if move.verdict and move.unit:
                self.check_unit(move.unit, move.now)
        elif petition.kind == "suspension":
            demand(not move.verdict or until > move.now)
        yield
        petition.state = "granted" if move.verdict else "refused"
        self._end([e.owed[petition.decide - 1]])
        e.returns += petition.kind == "return"
        if not move.verdict:
            return []
        if petition.kind == "return":
            self._release(e)
            if move.unit:
                self.assign(e, move.unit, move.now)
            else:
                self.pool(e, move.now)
            return []
        if petition.kind == "extension":
            e.lead.history.append(("extended", until))
            return e.lead.new_clock(self.days, move.now, asked=petition.asked)
        return self.suspend(e, petition.asked, until, move.now)

    def suspend(self, e: Entry, since: datetime, until: datetime, now: datetime) -> list[list[str]]:
        """The clock stands from the asking to the target date; a note is owed every month."""
        lead, gone = e.lead, []
        for owed in [lead, *self.parts(e, "running")]:
            begins = max(since, owed.start)
            owed.history.append(("paused", begins, until))
            gone.append(owed.new_clock(self.days, now, starts=until, asked=begins))
            owed.state, owed.until = "paused", until
        self._lapse(e)
        e.main, e.status, e.suspended_until = lead, "suspended", until
        self.owe_note(e, now)
        return gone

    def parts(self, e: Entry, state: str) -> list[Owed]:
        """Work that was given to a unit below or to a helping one."""
        return [o for o in e.live if (o.parent or o.kind == "assist") and o.state == state]

    def owe_note(self, e: Entry, now: datetime) -> None:
        """By the close of the month's last working day; of the next month's once given, or on that very day."""
        close = self.days.month_close(now.date())
        if close < now:
            close = self.days.month_close(next_month(close.date()))
        if close.date() <= max(now, *(e.owed[n - 1].due for n in e.noted), now).date():
            close = self.days.month_close(next_month(close.date()))
        ahead = range(1, (close.date() - now.date()).days + 1)
        workdays = sum(self.days.worked(now.date() + timedelta(days=n)) for n in ahead)
        lead = e.lead
        holder = (lead.seat, lead.user) if lead.seat else self.handler(lead.unit, now)
        self.owe(e, "note", lead.unit, holder, (workdays, "workday"), now)

    def do_suspend(self, e: Entry, move: Move) -> Rule:
        demand(move.until > move.now)
        yield
        return self.suspend(e, move.now, move.until, move.now)

    def do_resume(self, e: Entry, move: Move) -> Rule:
        """Before its target date: what was left at the asking is left from now on."""
        yield
        for owed in [e.lead, *self.parts(e, "paused")]:
            paused = max(i for i, what in enumerate(owed.history) if what[0] == "paused")
            owed.history[paused] = ("paused", owed.history[paused][1], move.now)
            owed.new_clock(self.days, move.now)
        self._end([o for o in e.live if o.kind == "note"])
        e.status, e.suspended_until = "rectifying", None

    def do_note(self, e: Entry, move: Move) -> Rule:
        yield
        notes = [o for o in e.live if o.kind == "note"]
        self._end(notes)
        e.noted += [o.ordinal for o in notes]
        self.owe_note(e, move.now)
