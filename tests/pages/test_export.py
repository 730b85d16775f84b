"""The office takes its ledger out without losing a row; who took what is written down."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from rectification import export, sheets
from supervision.actions import jobs
from supervision.actions.people import end_post
from supervision.models import Event, Job
from tests.town import MONDAY, at, file_ticket, take

NOON = at(MONDAY, "12:00")


@pytest.fixture
def entries(town, stand):
    stand(at(MONDAY, "11:00"))
    found = [file_ticket(town, now=at(MONDAY, f"09:1{n}"), words=f"={n}+1 占道", anyway="另一处") for n in range(3)]
    found.append(file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:20"), words="\x0b楼道@堆物"))
    return found


def taken_out(person, query="", **more):
    """The workbook a person fetches, row by row."""
    answer = person.post("/ledger/export/", query=query, **more)
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    assert jobs.run_waiting(lambda: NOON) == 1
    job.refresh_from_db()
    file = person.get(f"/jobs/{job.pk}/file/")
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    return job, [list(row) for row in book.worksheets[0].iter_rows()]


def test_every_row_of_the_filter_and_nothing_else(entries, hands):
    job, (head, *rows) = taken_out(hands("office"), "order=new", column=["number", "words", "filed_at"])
    assert [cell.value for cell in head] == ["编号", "问题描述", "记录时间"]
    assert [row[0].value for row in rows] == [ticket.number for ticket in reversed(entries)]
    assert isinstance(rows[0][2].value, datetime) and rows[0][2].value.hour == 9
    assert job.result["rows"] == 4


def test_what_people_wrote_is_never_a_formula(entries, hands):
    _job, (_head, *rows) = taken_out(hands("office"), "", column=["words"])
    assert {row[0].data_type for row in rows} == {"s"}
    assert {row[0].value for row in rows} == {"=0+1 占道", "=1+1 占道", "=2+1 占道", "楼道@堆物"}


def test_a_unit_takes_out_what_it_may_read(entries, hands):
    _job, (_head, *rows) = taken_out(hands("street_clerk"), "state=all", column=["number"])
    assert {row[0].value for row in rows} == {ticket.number for ticket in entries[:3]}


def test_asking_and_fetching_are_written_down(entries, town, hands):
    taken_out(hands("office"), "source=team")
    asked, fetched = Event.objects.filter(stream_kind="access").order_by("seq")
    assert (asked.action, fetched.action) == ("export", "fetch")
    assert asked.actor_id == town.people["office"].id and "source=team" in asked.facts["query"]


def test_the_file_is_for_who_asked(entries, hands):
    job, _rows = taken_out(hands("office"))
    for other in ("city_leader", "street_clerk"):
        assert hands(other).get(f"/jobs/{job.pk}/file/").status_code == 404
        assert hands(other).get(f"/jobs/{job.pk}/").status_code == 404


def test_a_post_that_has_ended_takes_nothing_out(entries, town, hands):
    answer = hands("street_clerk").post("/ledger/export/", query="")
    end_post(town.posts["street_clerk"], now=at(MONDAY, "11:30"))
    jobs.run_waiting(lambda: NOON)
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    assert job.state == "done" and "file" not in job.result and export.said(job)


def test_a_job_that_is_stopped_leaves_no_file(entries, hands):
    office = hands("office")
    job = Job.objects.get(pk=office.post("/ledger/export/", query="")["Location"].split("/")[2])
    assert office.get(f"/jobs/{job.pk}/").context["job"]["cancel_url"]
    office.post(f"/jobs/{job.pk}/cancel/")
    assert jobs.run_waiting(lambda: NOON) == 0
    job.refresh_from_db()
    assert job.state == "cancelled" and office.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_a_running_job_stops_at_its_next_sign_of_life(entries, hands, monkeypatch):
    office = hands("office")
    job = Job.objects.get(pk=office.post("/ledger/export/", query="")["Location"].split("/")[2])
    monkeypatch.setattr(export, "PORTION", 1)

    def stopped(*arguments, progress=jobs.progress):
        jobs.cancel(Job.objects.get(pk=job.pk), NOON)
        return progress(*arguments)

    monkeypatch.setattr(jobs, "progress", stopped)
    jobs.run_waiting(lambda: NOON)
    job.refresh_from_db()
    assert job.state == "cancelled" and "file" not in job.result


def test_beyond_what_a_sheet_holds_a_new_one_begins(entries, hands, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_MOST", 3)
    office = hands("office")
    answer = office.post("/ledger/export/", query="", column=["number"])
    jobs.run_waiting(lambda: NOON)
    file = office.get(answer["Location"] + "file/")
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    assert [sheet.max_row for sheet in book.worksheets] == [4, 2]


def test_a_small_photo_stands_at_the_end_of_its_row(entries, town, hands):
    from supervision.actions.pictures import finish_pictures

    while finish_pictures(at(MONDAY, "11:00")):
        pass
    office = hands("office")
    answer = office.post("/ledger/export/", query="", column=["number"], pictures="1")
    jobs.run_waiting(lambda: NOON)
    file = office.get(answer["Location"] + "file/")
    (sheet,) = load_workbook(io.BytesIO(b"".join(file.streaming_content))).worksheets
    assert len(sheet._images) == 4


def test_files_are_kept_for_seven_days(entries, hands):
    from datetime import timedelta

    office = hands("office")
    job, _rows = taken_out(office)
    assert jobs.forget_files(NOON + timedelta(days=6)) == 0
    assert jobs.forget_files(NOON + timedelta(days=8)) == 1
    assert office.get(f"/jobs/{job.pk}/file/").status_code == 404
    assert office.get(f"/jobs/{job.pk}/").context["job"]["file_gone"]


def test_what_is_no_longer_with_a_unit_is_not_taken_out(entries, town, hands):
    take(town, "reassign", entries[0], "office", at(MONDAY, "10:30"), unit="market_reg", words="改派")
    answer = hands("street_clerk").post("/ledger/export/", query="state=former", follow=True)
    assert not Job.objects.exists() and answer.status_code == 200
    _job, (_head, *rows) = taken_out(hands("street_clerk"), "state=all", column=["number"])
    assert entries[0].number not in {row[0].value for row in rows}
