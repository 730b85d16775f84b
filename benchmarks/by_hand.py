"""What somebody who knows SQL well would write instead of the rankings: the limits they are held against. Pure text.

`AGGREGATE` counts a period per unit in one statement, with every figure that `scoring/counting.py` gives. The rollup
is a row for each unit and day, its month a GROUP BY with a rank: what a page would ask that has stored nothing else.
"""

WELL = "d.outcome IN ('passed', 'confirmed', 'done')"
LEAD = "d.kind = 'rectify' AND d.parent_id IS NULL"
HANDED_IN = "CASE WHEN d.kind = 'rectify' THEN COALESCE(d.stopped_at, d.done_at) ELSE d.done_at END"
ENDED_WELL = f"CASE WHEN d.kind = 'review' THEN d.outcome IN ('passed', 'failed') ELSE {WELL} END"
COUNTED = f"""d.kind IN ('rectify', 'assist', 'review') AND d.score_due_at >= %(starts)s AND d.score_due_at < %(ends)s
 AND d.scored AND CASE d.state WHEN 'running' THEN d.score_due_at <= %(at)s WHEN 'done' THEN
 d.outcome NOT IN ('voided', 'merged', 'declined') AND ({ENDED_WELL} OR d.done_at > d.score_due_at) ELSE false END"""
WELL_DONE = f"d.state = 'done' AND {ENDED_WELL}"
STRUCK_OFF = f"d.state = 'done' AND (({LEAD} AND {WELL}) OR (d.kind = 'review' AND d.outcome = 'passed'))"
FIGURES = {
    "owed": "true",
    "fixed": WELL_DONE,
    "on_time": f"{WELL_DONE} AND {HANDED_IN} <= d.score_due_at",
    "relapsed": f"{LEAD} AND t.relapse_of_id IS NOT NULL",
    "checked": f"{LEAD} AND (d.failed > 0 OR ({WELL_DONE}))",
    "first_pass": f"{LEAD} AND d.failed = 0 AND {WELL_DONE}",
    "extended": "d.kind <> 'review' AND d.extended > 0",
    "receivable": f"{LEAD} AND d.receive_by IS NOT NULL",
    "received_on_time": f"{LEAD} AND d.received_at <= d.receive_by",
    "onsite": f"{STRUCK_OFF} AND t.verified_how = 'onsite'",
    "passed": "d.kind = 'review' AND d.state = 'done' AND d.outcome = 'passed'",
    "false": f"{STRUCK_OFF} AND t.false_strike_off",
    "failed_thrice": f"{LEAD} AND d.failed >= 3",
}
COLUMNS = ",\n ".join(f'count(*) FILTER (WHERE {condition}) AS "{name}"' for name, condition in FIGURES.items())
AGGREGATE = f"""SELECT d.unit_id, {COLUMNS},
 COALESCE(sum(d.failed) FILTER (WHERE {LEAD}), 0) AS reworks,
 rank() OVER (ORDER BY count(*) FILTER (WHERE {FIGURES["on_time"]})::float / count(*) DESC) AS place
 FROM supervision_duty d JOIN rectification_ticket t ON t.id = d.subject_id WHERE {COUNTED} GROUP BY d.unit_id"""

ROLLUP = (
    "DROP TABLE IF EXISTS bench_rollup",
    f"""CREATE TABLE bench_rollup AS SELECT d.unit_id, (d.score_due_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
 count(*) AS owed, count(*) FILTER (WHERE {FIGURES["fixed"]}) AS fixed,
 count(*) FILTER (WHERE {FIGURES["on_time"]}) AS on_time, count(*) FILTER (WHERE {FIGURES["relapsed"]}) AS relapsed
 FROM supervision_duty d JOIN rectification_ticket t ON t.id = d.subject_id
 WHERE d.kind IN ('rectify', 'assist') GROUP BY 1, 2""",
    "CREATE UNIQUE INDEX ON bench_rollup (day, unit_id) INCLUDE (owed, fixed, on_time, relapsed)",
    "VACUUM ANALYZE bench_rollup",
)
OF_MONTH = """SELECT unit_id, sum(owed), sum(fixed), sum(on_time), sum(relapsed),
 rank() OVER (ORDER BY sum(on_time)::float / sum(owed) DESC) AS place
 FROM bench_rollup WHERE day >= %(first)s AND day < %(after)s GROUP BY 1 ORDER BY 6"""
