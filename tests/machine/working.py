"""The model's rules of the steps: who gets an entry, fixing, checking, and what is said about it."""

from datetime import datetime

from tests.machine.entry import Entry, Rule, demand
from tests.machine.finding import Finding
from tests.machine.ground import CATEGORIES, SPOTS
from tests.machine.moves import Move
from tests.machine.owed import NAMES_LEADER, RUNGS, UPPER, Owed
from tests.machine.people import CHECKERS, HANDLERS
from tests.machine.table import OVER

TALKERS = ("city_leader", "office", "discipline")
REVIEW, REVIEW_URGENT = (1, "workday"), (4, "hour")


class Working(Finding):
    """The steps of an entry, from admission to the strike-off. What must be true stands before each `yield`."""

    documents: set[tuple[str, str]]

    def do_join(self, e: Entry, move: Move) -> Rule:
        yield
        self._show(e, move)

    def do_admit(self, e: Entry, move: Move) -> Rule:
        yield
        self._end([e.main])
        self.route(e, move.now)

    def do_decline(self, e: Entry, move: Move) -> Rule:
        yield
        self._finished(e, "declined")

    def do_dispatch(self, e: Entry, move: Move) -> Rule:
        self.check_unit(move.unit, move.now)
        yield
        self._end([e.main])
        self.assign(e, move.unit, move.now)

    def do_receive(self, e: Entry, move: Move) -> Rule:
        yield
        e.status = "rectifying"

    def do_sub_assign(self, e: Entry, move: Move) -> Rule:
        """A unit below does the work; the first one stays answerable."""
        demand(move.unit != e.lead.unit and move.unit in self.people.below(e.lead.unit))
        demand(not any(o.kind == "rectify" and o.unit == move.unit for o in e.live))
        self.check_unit(move.unit, move.now)
        yield
        self.owe(
            e, "rectify", move.unit, self.handler(move.unit, move.now), e.lead.limit, move.now, parent=e.lead.ordinal
        )
        e.status = "rectifying"

    def part(self, e: Entry, move: Move) -> Owed | None:
        """A part of the work that was given to a helping unit or to one below."""
        return next((o for o in e.live if o.ordinal == move.duty and (o.kind == "assist" or o.parent)), None)

    def do_finish(self, e: Entry, move: Move) -> Rule:
        part = self.part(e, move)
        demand(part and part.state in ("running", "paused") and part.unit == self.people.seats[move.seat].unit)
        yield
        part.state = "done" if part.kind == "assist" else "stopped"

    def do_confirm_sub(self, e: Entry, move: Move) -> Rule:
        part = self.part(e, move)
        demand(part and part.parent == e.lead.ordinal and part.state == "stopped")
        yield
        part.state = "done" if move.verdict else "running"
        part.runs_from = move.now

    def do_hand_over(self, e: Entry, move: Move) -> Rule:
        holder = next((h for h in self.people.holders(e.lead.unit, HANDLERS, move.now) if h[0] == move.person), None)
        demand(holder and holder != (e.lead.seat, e.lead.user))
        yield
        e.lead.seat, e.lead.user = holder

    def do_deal_out(self, e: Entry, move: Move) -> Rule:
        holder = next((h for h in self.people.holders(e.main.unit, CHECKERS, move.now) if h[0] == move.person), None)
        demand(holder and holder[1] not in self.hands(e) and holder[1] != e.main.user)
        yield
        e.main.seat, e.main.user = holder

    def do_submit(self, e: Entry, move: Move) -> Rule:
        """The unit's clock stops; the check is owed by people who had no hand in the fix."""
        demand(not any(o.parent == e.lead.ordinal for o in e.live))
        yield
        e.lead.state, e.lead.stopped = "stopped", move.now
        self._lapse(e)
        unit, holder = self.checker(e, move.now)
        limit = REVIEW_URGENT if CATEGORIES[e.category].urgency == "A" else REVIEW
        e.main = self.owe(e, "review", unit, holder, limit, move.now)
        e.status = "reviewing"

    def checker(self, e: Entry, now: datetime) -> tuple[str, tuple]:
        """The team that found it, else the team of the place, else the office; then discipline, then any team."""
        hands = self.hands(e)
        first = [e.team] if e.team else [SPOTS[e.spot].team, "office"]
        for unit in [*first, "discipline", "team_1", "team_2", "office"]:
            for holder in self.people.holders(unit, CHECKERS, now):
                if holder[1] not in hands:
                    return unit, holder
        return "office", (None, None)

    def do_recall(self, e: Entry, move: Move) -> Rule:
        """As if never submitted (ENGINE 4)."""
        yield
        self._end([e.main])
        e.lead.state, e.lead.stopped, e.lead.runs_from = "running", None, move.now
        e.main, e.status = e.lead, "rectifying"

    def do_pass(self, e: Entry, move: Move) -> Rule:
        yield
        self._finished(e, "closed")
        e.closed = move.now

    def do_fail(self, e: Entry, move: Move) -> Rule:
        """The unit does not pay for the checker, and gets half the limit, at least two hours, to do it again."""
        yield
        self._end([e.main])
        e.fails += 1
        count, unit = e.lead.limit
        half = (max(-(-count // 2), 2 if unit.endswith("hour") else 1), unit)
        e.lead.history += [("waited", e.lead.stopped, move.now), ("again", move.now, half)]
        e.lead.new_clock(self.days, move.now)
        e.main, e.status = e.lead, "rectifying"

    def do_reassign(self, e: Entry, move: Move) -> Rule:
        demand(move.unit != e.lead.unit)
        self.check_unit(move.unit, move.now)
        yield
        self._release(e)
        self.assign(e, move.unit, move.now)

    def do_reclassify(self, e: Entry, move: Move) -> Rule:
        """Another limit, as if it had been so from the start (ENGINE 6)."""
        demand(move.category in CATEGORIES and move.category != e.category)
        yield
        e.category = move.category
        if e.lead:
            e.lead.limit = CATEGORIES[move.category].limit
            return e.lead.correct(self.days, move.now)

    def do_merge(self, e: Entry, move: Move) -> Rule:
        target = self.entries[move.target]
        demand(target.status not in OVER and target.category == e.category)
        yield
        self._finished(e, "voided")

    def do_void(self, e: Entry, move: Move) -> Rule:
        yield
        self._finished(e, "voided")

    def do_set_rung(self, e: Entry, move: Move) -> Rule:
        demand(move.rung in RUNGS and RUNGS.index(move.rung) > e.lead.highest)
        demand(move.rung not in UPPER or not e.lead.waits(move.rung))
        yield
        e.lead.rungs.append([e.lead.clock, move.rung, "set", move.now])

    def do_confirm_rung(self, e: Entry, move: Move) -> Rule:
        waiting = [r for r in e.lead.rungs if r[1] == move.rung and r[2] in ("fired", "proposed", "set")]
        demand(waiting)
        demand(move.rung in NAMES_LEADER or "office" in self.parties(e, move), "not_allowed")
        if move.rung == "listed":  # the board names a city leader and a date
            seat = self.people.seats.get(move.person)
            demand(
                seat and seat.role == "city_leader" and seat.there(move.now) and move.until and move.until > move.now
            )
        elif move.rung in UPPER:  # what is above it has a document, whose number no other one has
            demand(move.number and (move.rung, move.number) not in self.documents)
            demand(move.on and e.lead.start.date() <= move.on <= move.now.date())
        yield
        for row in waiting:
            row[2] = "confirmed"
        if move.rung in UPPER[1:]:
            self.documents.add((move.rung, move.number))
        if move.rung == "talk":
            e.lead.called = move.on

    def do_revoke_rung(self, e: Entry, move: Move) -> Rule:
        """Of the unit's duty, or of the one that is named; nobody takes back what he owes himself."""
        owed = e.lead or e.main
        if move.duty is not None:
            owed = next((o for o in e.owed if o.ordinal == move.duty), None)
        standing = [r for r in (owed.rungs if owed else ()) if r[1] == move.rung and r[2] != "revoked"]
        demand(standing and owed.user != move.user)
        yield
        for row in standing:
            row[2] = "revoked"

    def do_state(self, e: Entry, move: Move) -> Rule:
        """The unit speaks before the office decides."""
        demand(move.rung in UPPER and e.lead.waits(move.rung))
        yield

    def do_record_talk(self, e: Entry, move: Move) -> Rule:
        """Who talked with whom on a day between the document and today, and by when it is promised."""
        demand(e.lead.stands("talk"))
        leader, partner = self.people.seats.get(move.person), self.people.seats.get(move.partner)
        demand(leader and leader.role in TALKERS and leader.there(move.now))
        demand(partner and partner.role in HANDLERS and partner.unit == e.lead.unit and partner.there(move.now))
        demand(move.on and e.lead.called <= move.on <= move.now.date() and move.until > move.now)
        yield

    def do_comment(self, e: Entry, move: Move) -> Rule:
        yield

    def do_mark_relapse(self, e: Entry, move: Move) -> Rule:
        old = self.entries[move.target]
        demand(self.sees(old, move.seat, move.now) and old.status == "closed" and old.category == e.category)
        demand(old.closed <= e.filed and e.relapse_of != old.number)
        yield
        e.relapse_of, e.relapses = old.number, old.relapses + 1

    def do_mark_false(self, e: Entry, move: Move) -> Rule:
        demand(not e.found_false)
        yield
        e.found_false = True

    def do_erase(self, e: Entry, move: Move) -> Rule:
        demand(move.erase)
        yield
