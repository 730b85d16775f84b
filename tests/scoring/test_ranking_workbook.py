"""The workbook of a ranking: its formulas, worked out by a reader of their own, come to the figures published."""

import io
import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from openpyxl import load_workbook

from scoring import exact
from scoring.actions import rankings
from scoring.actions.schemes import change_scheme
from scoring.builtin import JINHUA
from scoring.formula import score
from scoring.models import Score
from scoring.rates import TEAMS
from scoring.scheme_check import ROLES_OF
from scoring.workbook.book import Book, Sheet
from scoring.workbook.parameters import Parameters, write_scheme_sheet
from scoring.workbook.results import Results, write_deductions
from supervision.actions import jobs
from supervision.models import Event, Job
from tests.scoring.marks import DEDUCTIONS, cells_of, schemes
from tests.scoring.test_rankings_step_by_step import NEXT_WEEK, counted, fixed, published
from tests.town import FOUNDED, MONDAY, TUESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
NEAR = 1e-9


class Reckoner:
    """Works formulas out as a spreadsheet does; knows nothing of the platform's own formula."""

    def __init__(self, book) -> None:
        self.book = book
        self.names = {name: self.cell_of(one.attr_text) for name, one in book.defined_names.items()}
        self.known: dict[tuple[str, str], object] = {}

    @staticmethod
    def cell_of(text: str) -> tuple[str, str]:
        sheet, cell = text.rsplit("!", 1)
        return sheet.strip("'"), cell.replace("$", "")

    def value(self, sheet: str, cell: str) -> object:
        """What a cell comes to; an empty one is None."""
        if (sheet, cell) not in self.known:
            found = self.book[sheet][cell].value
            is_formula = isinstance(found, str) and found.startswith("=")
            self.known[sheet, cell] = self.work_out(sheet, found[1:]) if is_formula else found
        return self.known[sheet, cell]

    def work_out(self, sheet: str, text: str) -> object:
        """A formula as an expression."""
        quoted: list[str] = []

        def keep(found: re.Match) -> str:
            quoted.append(found[0])
            return f"\x00{len(quoted) - 1}\x00"

        text = re.sub(r"SUMIFS\(('[^']*')!E:E,\1!A:A,([A-Z]+\d+)\)", lambda m: keep(m), text)
        text = text.replace('""', "EMPTY").replace("=0", "==0")
        text = re.sub(r"\b[A-Z]{1,3}\d+\b", lambda m: f"CELL('{m[0]}')", text)
        text = re.sub(r"\b[a-z_]+\b(?!['(])", lambda m: f"NAME('{m[0]}')", text)
        for n, found in enumerate(quoted):
            source, key = re.fullmatch(r"SUMIFS\('([^']*)'!.*,([A-Z]+\d+)\)", found).groups()
            text = text.replace(f"\x00{n}\x00", f"SUMIFS('{source}',CELL('{key}'))")
        text = re.sub(r"\bIF\(", "CHOOSE(", text).replace("OR(", "ANY(")
        return eval(text, {"__builtins__": {}}, self.words(sheet))  # noqa: S307 - what the test has written itself

    def words(self, sheet: str) -> dict[str, object]:
        """The functions that the formulas use."""
        number = lambda value: value if isinstance(value, int | float) else 0  # noqa: E731
        return {
            "EMPTY": "",
            "CELL": lambda cell: Lazy(self.value(sheet, cell)),
            "NAME": lambda name: Lazy(self.value(*self.names[name])),
            "CHOOSE": lambda test, then, other: then if test else other,
            "ANY": lambda *tests: any(tests),
            "ISNUMBER": lambda value: isinstance(plain(value), int | float),
            "N": lambda value: number(plain(value)),
            "MAX": lambda *values: max(number(plain(one)) for one in values),
            "MIN": lambda *values: min(number(plain(one)) for one in values),
            "SUM": lambda *values: sum(number(plain(one)) for one in values),
            "SUMIFS": lambda source, key: self.sum_where(source, plain(key)),
        }

    def sum_where(self, source: str, key: object) -> float:
        """The fifth column where the first is the key."""
        return sum(row[4] or 0 for row in self.book[source].iter_rows(values_only=True, min_row=2) if row[0] == key)


class Lazy(float):
    """A number on the way: text and nothing count as 0, as both arms of an IF are worked out here."""

    def __new__(cls, value: object) -> "Lazy":
        made = super().__new__(cls, value if isinstance(value, int | float) else 0)
        made.inner = value.inner if isinstance(value, Lazy) else value
        return made

    def __add__(self, other: float) -> "Lazy":
        return Lazy(float(self) + float(other))

    def __sub__(self, other: float) -> "Lazy":
        return Lazy(float(self) - float(other))

    def __mul__(self, other: float) -> "Lazy":
        return Lazy(float(self) * float(other))

    def __truediv__(self, other: float) -> "Lazy":
        return Lazy(float(self) / float(other) if float(other) else 0.0)


def plain(value: object) -> object:
    """What stands in the cell."""
    return value.inner if isinstance(value, Lazy) else value


def rows_of(book, title: str) -> list[dict[str, object]]:
    """A sheet's rows by their heads; a formula as the value the writer has put beside it."""
    head, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def taken_out(person, ranking):
    """The workbook as a person fetches it: with formulas, and with values."""
    answer = person.post(f"/rankings/{ranking.pk}/workbook/")
    jobs.run_waiting(lambda: NEXT_WEEK)
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    file = person.get(f"/jobs/{job.pk}/file/")
    content = b"".join(file.streaming_content)
    return load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)


def mixed(town) -> None:
    """A week with late ones, a failed check, one left out, one in the west."""
    for hour in ("10:00", "10:10", "10:20", "15:30", "16:00"):
        fixed(town, handed_in=hour)
    failed = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处", words="=1+1")
    take(town, "submit", failed, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "fail", failed, "inspector", at(MONDAY, "11:00"), words="还有")
    take(town, "submit", failed, "street_clerk", at(MONDAY, "11:30"), photos=1)
    take(town, "pass", failed, "inspector", at(TUESDAY, "10:00"))
    moved = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    take(town, "reassign", moved, "office", at(MONDAY, "09:30"), unit="market_reg", words="属市场监管")
    west = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:00"))
    take(town, "submit", west, "west_clerk", at(MONDAY, "10:30"), photos=1)
    take(town, "pass", west, "second_inspector", at(TUESDAY, "10:00"))


@pytest.fixture
def draft(town, stand):
    mixed(town)
    stand(NEXT_WEEK)
    return counted(town)


def agrees(book, ranking) -> int:
    """Each total of the sheets, worked out, is the exact one of the ranking; how many there were."""
    reckoner, n = Reckoner(book), 0
    for title, subject in (("责任单位", "unit"), ("片区", "zone"), ("督导组", "team")):
        if title not in book.sheetnames:
            continue
        head = [cell.value for cell in book[title][1]]
        column, key = (book[title].cell(1, head.index(name) + 1).column_letter for name in ("总分", "标识"))
        for row in range(2, book[title].max_row + 1):
            _subject, group, pk = book[title][f"{key}{row}"].value.split("/")
            stored = Score.objects.get(ranking=ranking, subject=subject, group=group, key=pk)
            total = plain(reckoner.value(title, f"{column}{row}"))
            if stored.total:
                assert abs(total - float(exact.read(stored.total))) < NEAR, stored.name
            else:
                assert total in ("", None)
            n += 1
    return n


def test_every_total_is_a_formula_that_comes_to_the_published_one(draft, hands):
    book, values = taken_out(hands("office"), draft)
    assert agrees(book, draft) == Score.objects.filter(ranking=draft).count()
    row = next(row for row in rows_of(values, "责任单位") if row["名称"] == "东城街道")
    stored = Score.objects.get(ranking=draft, name="东城街道")
    assert (row["名次"], row["精确总分"]) == (stored.rank, stored.total)
    assert row["按时率：分子"], row["按时率：分母"]
    formulas = rows_of(book, "责任单位")[0]
    assert str(formulas["总分"]).startswith("=IF(") and "SUM(" in formulas["总分"]
    assert "full_fix_rate" in formulas["整改率：得分"]


def test_the_same_holds_under_slopes_and_budgets(town, hands, stand):
    rule = replace(JINHUA, min_sample=1)
    change_scheme("units", rule, "试行", by=town.posts["office"], now=FOUNDED)
    mixed(town)
    stand(NEXT_WEEK)
    ranking = counted(town)
    book, _values = taken_out(hands("office"), ranking)
    assert agrees(book, ranking) == Score.objects.filter(ranking=ranking).count()
    row = next(row for row in rows_of(book, "责任单位") if row["名称"] == "东城街道")
    assert row["退回重办"] == 1 and any("cost_reworks" in str(value) for value in row.values())


def test_every_duty_is_there_once_counted_or_with_its_reason(draft, hands):
    _book, values = taken_out(hands("office"), draft)
    counted_rows, left_out = rows_of(values, "计入任务"), rows_of(values, "未计入任务")
    assert len(counted_rows) == draft.lines.filter(out="").count()
    assert len(left_out) == draft.lines.exclude(out="").count()
    assert "到期前已改派" in {row["未计入原因"] for row in left_out}
    east = [row for row in counted_rows if row["单位"] == "东城街道"]
    assert sum(row["已销号或已判定"] for row in east) == 6 and sum(row["复查不通过次数"] for row in east) == 1
    assert all(isinstance(row["考核时限"], datetime) for row in counted_rows)


def test_a_unit_takes_out_its_own_rows_and_duties_alone(town, draft, hands):
    rankings.announce(draft, by=town.posts["office"], now=NEXT_WEEK)
    _book, values = taken_out(hands("street_clerk"), draft)
    assert {row["名称"] for row in rows_of(values, "责任单位")} == {"东城街道", "东门社区"}
    duties = [*rows_of(values, "计入任务"), *rows_of(values, "未计入任务")]
    assert {row["单位"] for row in duties} == {"东城街道"}
    assert "督导组" not in values.sheetnames


def test_of_a_published_one_everybody_takes_all_totals_but_only_own_duties(town, hands, stand):
    mixed(town)
    ranking = published(town)
    stand(NEXT_WEEK)
    _book, values = taken_out(hands("west_clerk"), ranking)
    assert {"东城街道", "西城街道"} <= {row["名称"] for row in rows_of(values, "责任单位")}
    assert {row["单位"] for row in rows_of(values, "计入任务")} == {"西城街道"}


def test_who_may_not_know_of_it_takes_nothing_out(draft, hands):
    assert hands("street_clerk").post(f"/rankings/{draft.pk}/workbook/").status_code == 404
    assert not Job.objects.filter(kind="ranking_workbook").exists()


def test_asking_is_written_down_and_found_on_the_page_of_reads(draft, town, hands):
    taken_out(hands("office"), draft)
    asked = Event.objects.filter(stream_kind="access", action="export").get()
    assert asked.actor_id == town.people["office"].id and asked.facts["ranking"] == str(draft.pk)
    assert "导出排名工作簿" in hands("office").get("/office/reads/").content.decode()


def test_while_it_is_counted_nothing_is_taken_out(town, draft, hands):
    office = hands("office")
    rankings.recount(draft, by=town.posts["office"], now=NEXT_WEEK)
    answer = office.post(f"/rankings/{draft.pk}/workbook/", follow=True)
    assert "完成后再导出" in answer.content.decode()


def test_names_never_become_formulas(town, hands, stand):
    from sites.models import Unit

    Unit.objects.filter(pk=town.units["street_a"].pk).update(name="=HYPERLINK(1)")
    mixed(town)
    stand(NEXT_WEEK)
    book, _values = taken_out(hands("office"), counted(town))
    names = [cell for cell in book["责任单位"]["C"] if cell.value == "=HYPERLINK(1)"]
    assert names and {cell.data_type for cell in names} == {"s"}


@pytest.mark.parametrize("of", [TEAMS, "units"])
def test_formulas_agree_with_the_exact_figures_whatever_the_scheme_and_the_counts(of, tmp_path_factory):
    @given(scheme=schemes().filter(lambda found: found.of == of), cells=cells_of(ROLES_OF[of]))
    def agree(scheme, cells) -> None:
        path = tmp_path_factory.mktemp("book") / "one.xlsx"
        reckoned = score(scheme, cells, deductions=DEDUCTIONS, bonus=Fraction(7, 2))
        row = Score(subject="unit", group="street", name="甲", state=str(reckoned.state), sample=reckoned.sample)
        parameters, book = Parameters(scheme), Book(path)
        write_scheme_sheet(book, parameters, "办法", 1)
        deductions = book.free("扣分")
        results = Results(book, parameters, "结果", deductions)
        results.add(row, reckoned, "街道")
        sheet = Sheet(book, deductions, [("a", 9), ("b", 9), ("c", 9), ("d", 9), ("e", 9)], 0)
        write_deductions(sheet, [(row, reckoned)], {})
        book.close()
        read = load_workbook(path)
        total = plain(Reckoner(read).value("结果", f"{read['结果'].cell(1, results.total + 1).column_letter}2"))
        if reckoned.total is None:
            assert total in ("", None)
        else:
            assert abs(total - float(reckoned.total)) < NEAR

    agree()
