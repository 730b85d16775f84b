"""A period's duties, counted by the database: the rule of `scoring/lines.py` for all of them at once.

The text is SQL of both databases. Whoever counts the running period puts a GROUP BY over the tables; whoever freezes
one writes a line for each duty and counts those.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from scoring.lines import DECIDED, DONE_WELL, GONE, ON_SITE, THRICE
from scoring.models import Line, LineOf, Ranking, Subject
from scoring.models.rankings import COUNTED
from scoring.tally import Cell
from sites.models import Unit

WELL = f"d.state = 'done' AND d.outcome IN {DONE_WELL}"
VERDICT = f"d.kind = 'review' AND d.state = 'done' AND d.outcome IN {DECIDED}"
LEADS = "d.kind = 'rectify' AND d.parent_id IS NULL"
ENDED = "CASE WHEN d.kind = 'rectify' THEN COALESCE(d.stopped_at, d.done_at) ELSE d.done_at END"


def flag(condition: str) -> str:
    """One or nothing; a comparison with what is absent is nothing."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


# Why a duty is left out, the first that holds (`lines.why_out`); the moment of the count stands in the last.
REASONS = {
    "not_theirs": "NOT d.scored",
    "void": f"d.state = 'done' AND d.outcome IN {GONE}",
    "suspended": "d.state = 'paused'",
    "waiting": "d.state = 'stopped'",
    "moved": "d.state = 'done' AND d.done_at <= d.score_due_at AND ((d.kind = 'review' AND d.outcome NOT IN"
    f" {DECIDED}) OR (d.kind <> 'review' AND d.outcome NOT IN {DONE_WELL}))",
    "not_due": "d.state <> 'done' AND d.score_due_at > %s",
}
WHENS = " ".join(f"WHEN {why} THEN '{out}'" for out, why in REASONS.items())
OUT = f"CASE {WHENS} ELSE '' END"
FLAGS = {
    "fixed": f"(d.kind <> 'review' AND {WELL}) OR ({VERDICT})",
    "on_time": f"(d.kind = 'rectify' AND {WELL} AND COALESCE(d.stopped_at, d.done_at) <= d.score_due_at)"
    f" OR (d.kind = 'assist' AND {WELL} AND d.done_at <= d.score_due_at)"
    f" OR ({VERDICT} AND d.done_at <= d.score_due_at)",
    "relapsed": f"{LEADS} AND t.relapse_of_id IS NOT NULL",
    "checked": f"{LEADS} AND ({WELL} OR d.failed > 0)",
    "first_pass": f"{LEADS} AND {WELL} AND d.failed = 0",
    "extended": "d.kind <> 'review' AND d.extended > 0",
    "receivable": f"{LEADS} AND d.receive_by IS NOT NULL",
    "received_on_time": f"{LEADS} AND d.received_at <= d.receive_by",
    "onsite": f"t.verified_how = '{ON_SITE}' AND (({LEADS} AND {WELL}) OR ({VERDICT} AND d.outcome = 'passed'))",
    "passed": f"{VERDICT} AND d.outcome = 'passed'",
    "was_false": f"t.false_strike_off AND (({LEADS} AND {WELL}) OR ({VERDICT} AND d.outcome = 'passed'))",
}
ROLE = """CASE d.kind WHEN 'review' THEN 'check' WHEN 'assist' THEN 'assist'
 ELSE CASE WHEN d.parent_id IS NULL THEN 'lead' ELSE 'sub' END END"""
LED_REWORKS = f"CASE WHEN {LEADS} THEN d.failed ELSE 0 END"
DUTIES = """supervision_duty d JOIN rectification_ticket t ON t.id = d.subject_id
 WHERE d.kind IN ('rectify', 'assist', 'review') AND d.score_due_at >= %s AND d.score_due_at < %s"""
ALIKE = "role, category, urgency, source"
# The running period, straight from the tables: what is left out is not read at all, and a database that is asked in
# plain conditions knows how much will be left, and so how to go about it.
LIVE = f"""SELECT d.unit_id, {ROLE} AS role, t.category, t.urgency, t.source, COUNT(*),
 {", ".join(f"COUNT(*) FILTER (WHERE {condition})" for condition in FLAGS.values())},
 SUM({LED_REWORKS}), COUNT(*) FILTER (WHERE {LEADS} AND d.failed >= {THRICE})
 FROM {DUTIES} AND {" AND ".join(f"NOT ({why})" for why in REASONS.values())}"""  # noqa: S608 - our own words
COLUMNS = tuple("was_false" if name == "false" else name for name in COUNTED)  # a word of its own in SQL
HEAD = 'duty_id, ticket_id, unit_id, role, category, urgency, source, score_due_at, ended_at, "out"'
# Duties of a period that one of some editions has counted (`freezing.leave_out_counted`): a failed check, an extension
# or a correction has moved them on. Only what began before the period can be one of them, and only an edition whose
# period ended later than that can have counted it, so that few are asked for. A scalar, not an EXISTS: no database may
# turn it into a reading of all lines there are.
BEFORE = """SELECT d.id FROM supervision_duty d
 WHERE d.kind IN ('rectify', 'assist', 'review') AND d.score_due_at >= %s AND d.score_due_at < %s AND d.started_at < %s
 AND COALESCE((SELECT 1 FROM scoring_ranking r JOIN scoring_line l ON l.ranking_id = r.id
 WHERE r.id IN ({editions}) AND r.ends > d.started_at AND l.duty_id = d.id AND l."out" = '' LIMIT 1), 0) = 1"""
# The raw material of lines: flags hold for what is counted; whatever else a line was, it counts for nothing.
MATERIAL = f"""SELECT d.id AS duty_id, d.subject_id AS ticket_id, d.unit_id, {ROLE} AS role,
 t.category, t.urgency, t.source, d.score_due_at, {ENDED} AS ended_at, {OUT} AS "out",
 {", ".join(f'{flag(condition)} AS "{name}"' for name, condition in FLAGS.items())}, {LED_REWORKS} AS reworks
 FROM {DUTIES}"""  # noqa: S608
BLANKED = ", ".join(f"CASE WHEN \"out\" = '' THEN {name} ELSE 0 END AS {name}" for name in COLUMNS)
NEW_ID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
# Materialized: left to itself PostgreSQL works out anew for each column whether the line is counted.
WRITE_LINES = f"""WITH material AS MATERIALIZED ({MATERIAL})
 INSERT INTO scoring_line (id, ranking_id, {HEAD}, {", ".join(COLUMNS)})
 SELECT {{new_id}}, %s, {HEAD}, {BLANKED} FROM material WHERE true
 ON CONFLICT (ranking_id, duty_id) DO NOTHING"""  # noqa: S608
SUMS = ", ".join(f"SUM({name})" for name in COLUMNS)
THREE = f"SUM(CASE WHEN reworks >= {THRICE} THEN 1 ELSE 0 END)"
NAMES = ("owed", *COUNTED, "failed_thrice")
READ = tuple((HEAD.replace('"', "") + ", " + ", ".join(COUNTED)).split(", "))  # the columns as fields of a line
OF_UNIT = " AND d.unit_id = %s"


def summed(key: str, rows: str, where: str = "") -> str:
    """Cells by a key: the counts of all counted rows that are alike."""
    return f"""SELECT {key}, {ALIKE}, COUNT(*), {SUMS}, {THREE}
 FROM {rows} WHERE "out" = '' {where} GROUP BY {key}, {ALIKE}"""  # noqa: S608 - our own words


BY_UNIT = f" GROUP BY d.unit_id, {ROLE}, t.category, t.urgency, t.source"
OF_PERIOD = f"{LIVE}{BY_UNIT}"
LINES_OF_UNIT = f"SELECT {HEAD}, {BLANKED} FROM ({MATERIAL}{OF_UNIT}) material ORDER BY score_due_at, duty_id"  # noqa: S608
OF_RANKING = summed("unit_id", "scoring_line", "AND ranking_id = %s")
OF_RANKING_AND_UNIT = summed("unit_id", "scoring_line", "AND ranking_id = %s AND unit_id = %s")
OTHERS = "scoring_line l JOIN scoring_lineof o ON o.line_id = l.id"
OF_GROUP = 'AND o.ranking_id = %s AND o.subject = %s AND o."group" = %s'
OF_OTHERS = summed("o.key", OTHERS, OF_GROUP)
OF_ONE_OTHER = summed("o.key", OTHERS, f"{OF_GROUP} AND o.key = %s")


def live_cells(
    starts: datetime, ends: datetime, at: datetime, unit: UUID | None = None, before: Sequence[UUID] = ()
) -> dict[UUID, list[Cell]]:
    """Cells by unit of a period as the ledger stands; what is not due by `at` and still open does not count yet.

    What one of the editions `before` has counted is left out.
    """
    more, values = "", [moment(starts), moment(ends), moment(at)]
    if unit is not None:
        more, values = OF_UNIT, [*values, prepared(unit)]
    if known := counted_before(starts, ends, before, unit):
        more, values = f"{more} AND d.id NOT IN ({marks(known)})", [*values, *map(prepared, known)]
    return cells(f"{LIVE}{more}{BY_UNIT}" if more else OF_PERIOD, values)


def counted_before(starts: datetime, ends: datetime, editions: Sequence[UUID], unit: UUID | None = None) -> list[UUID]:
    """The duties of a period, of one unit where one is named, that these editions of earlier ones have counted."""
    if not editions:
        return []
    statement = BEFORE.format(editions=marks(editions))
    values = [moment(starts), moment(ends), moment(starts), *map(prepared, editions)]
    if unit is not None:
        statement, values = f"{statement}{OF_UNIT}", [*values, prepared(unit)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Line._meta.pk.to_python(key) for (key,) in cursor.fetchall()]


def marks(values: Sequence[Any]) -> str:
    """A place in a statement for each of them."""
    return ", ".join(["%s"] * len(values))


def frozen_cells(ranking: Ranking) -> dict[UUID, list[Cell]]:
    """Cells by unit of a ranking's lines."""
    return cells(OF_RANKING, [prepared(ranking.pk)])


def frozen_cells_of(ranking: Ranking, subject: str) -> dict[str, dict[UUID, list[Cell]]]:
    """Cells by group and zone, or by kind of contract and holder, of a ranking's lines."""
    found: dict[str, dict[UUID, list[Cell]]] = {}
    groups = LineOf.objects.filter(ranking=ranking, subject=subject).order_by("group")
    for group in groups.values_list("group", flat=True).distinct():
        found[group] = cells(OF_OTHERS, [prepared(ranking.pk), subject, group])
    return found


def frozen_cells_of_one(ranking: Ranking, subject: str, group: str, key: UUID) -> list[Cell]:
    """Cells of one unit, team, zone or holder of a ranking: one query."""
    if subject in (Subject.UNIT, Subject.TEAM):
        found = cells(OF_RANKING_AND_UNIT, [prepared(ranking.pk), prepared(key)])
    else:
        found = cells(OF_ONE_OTHER, [prepared(ranking.pk), subject, group, prepared(key)])
    return found.get(key, [])


def cells(statement: str, values: Sequence[Any]) -> dict[UUID, list[Cell]]:
    """The result of one of the statements above."""
    found: dict[UUID, list[Cell]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for key, role, category, urgency, source, *sums in cursor.fetchall():
            counts = dict(zip(NAMES, sums, strict=True))
            found.setdefault(Unit._meta.pk.to_python(key), []).append(Cell(role, category, urgency, source, counts))
    return found


def live_lines(starts: datetime, ends: datetime, at: datetime, unit: UUID, before: Sequence[UUID] = ()) -> list[Line]:
    """Unsaved lines of one unit's duties of a period as the ledger stands, the first due first.

    What would count, had not one of the editions `before` counted it, is left out as such.
    """
    values = [moment(at), moment(starts), moment(ends), prepared(unit)]
    known = set(counted_before(starts, ends, before, unit))
    with connection.cursor() as cursor:
        cursor.execute(LINES_OF_UNIT, values)
        lines = [read_line(dict(zip(READ, row, strict=True))) for row in cursor.fetchall()]
    for line in lines:
        if line.duty_id in known and not line.out:
            line.out = Line.Out.BEFORE
            for name in COUNTED:
                setattr(line, name, 0)
    return lines


def write_lines(ranking: UUID, starts: datetime, ends: datetime, at: datetime) -> int:
    """Lines of the duties due from `starts` to `ends`, as the ledger stands; how many. One that is there stays."""
    statement = WRITE_LINES.format(new_id=NEW_ID[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment(at), moment(starts), moment(ends), prepared(ranking)])
        return cursor.rowcount


def read_line(row: dict[str, Any]) -> Line:
    """A row of the statement as an unsaved line, its values typed."""
    fields = {field.attname: field for field in Line._meta.concrete_fields}
    return Line(**{name: typed(fields[name], value) for name, value in row.items()})


def typed(field: models.Field, value: Any) -> Any:
    """A value as the database gave it, as the column's type; SQLite's moments are in UTC and do not say so."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.DateTimeField) and value is not None:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return read if read.tzinfo else read.replace(tzinfo=UTC)
    return target.to_python(value)


def moment(at: datetime) -> Any:
    """A moment as this database is asked with it."""
    return models.DateTimeField().get_db_prep_value(at, connection)


def prepared(pk: UUID) -> Any:
    """An id as this database is asked with it."""
    return models.UUIDField().get_db_prep_value(pk, connection)
