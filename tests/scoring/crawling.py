"""Reads the pages of rankings as a program would: what each figure says, and the duties behind its link.

Reckons everything again from those duties and the scheme's published document, with nothing of the platform's own
formula: a second opinion, not an echo.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

NUMBER = re.compile(r"LC\d{4}-\d{5}")
# As docs/rankings.md defines them: above, below, whether less is better, urgent ones only, the lead's alone.
RATES = {
    "fix_rate": ("fixed", "owed", False, False, False),
    "on_time_rate": ("on_time", "owed", False, False, False),
    "relapse_rate": ("relapsed", "fixed", True, False, True),
    "urgent_fix_rate": ("fixed", "owed", False, True, False),
    "urgent_on_time_rate": ("on_time", "owed", False, True, False),
    "check_on_time_rate": ("on_time", "owed", False, False, False),
    "check_onsite_rate": ("onsite", "passed", False, False, False),
    "check_false_rate": ("false", "passed", True, False, False),
}


@dataclass
class Mark:
    """An element that says something to programs: its attributes and the words in it."""

    at: dict[str, str]
    words: str = ""


class Reader(HTMLParser):
    """Collects links and marked elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.marks: list[Mark] = []
        self.open: list[tuple[str, Mark | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "a" and at.get("href"):
            self.links.append(at["href"])
        mark = Mark(at) if any(name.startswith("data-") for name in at) else None
        if mark is not None:
            self.marks.append(mark)
        if tag not in ("br", "img", "input", "meta", "link", "hr", "circle", "polyline", "use", "path"):
            self.open.append((tag, mark))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _tag, mark in self.open:
            if mark is not None:
                mark.words += data

    def having(self, *names: str) -> list[Mark]:
        """Elements with all these attributes."""
        return [mark for mark in self.marks if all(name in mark.at for name in names)]


@dataclass
class Site:
    """All pages that one person can reach within the addresses of rankings."""

    pages: dict[str, str] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)

    @property
    def scores(self) -> dict[str, Reader]:
        """Pages of one result, opened: without a figure that is asked for."""
        return {url: page for url, page in self.readers.items() if page.having("data-score") and not listing(page)}

    def rows(self, url: str) -> list[dict[str, str]]:
        """Every duty behind a link, over all its pages."""
        found: list[dict[str, str]] = []
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            page = self.readers[url]
            found += [mark.at for mark in page.having("data-duty")]
            onward = [absolute(url, link) for link in page.links if "page=" in link]
            url = next((link for link in onward if page_no(link) == len(seen) + 1), "")
        return found


def listing(page: Reader) -> Mark | None:
    """The list of duties, if the page is one."""
    return next(iter(page.having("data-listing")), None)


def absolute(page: str, link: str) -> str:
    """A link as the address it leads to."""
    parts = urlsplit(urljoin(page, link))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_no(url: str) -> int:
    """Which page of a list it is."""
    return int(parse_qs(urlsplit(url).query).get("page", ["1"])[0])


def crawl(person: Any, starts: list[str], leave: str = "$^") -> Site:
    """Opens every link within /rankings/ from the addresses on, but those like `leave`; each must open."""
    site, waiting = Site(), list(starts)
    while waiting:
        url = waiting.pop()
        if url in site.pages:
            continue
        answer = person.client.get(url)
        if answer.status_code == 302:
            site.pages[url] = ""
            waiting.append(absolute(url, answer["location"]))
            continue
        assert answer.status_code == 200, (url, answer.status_code)
        site.pages[url] = answer.content.decode()
        site.readers[url] = Reader(site.pages[url])
        waiting += [
            one
            for one in (absolute(url, link) for link in site.readers[url].links)
            if is_ours(one) and not re.search(leave, one)
        ]
    return site


def is_ours(url: str) -> bool:
    """An address of rankings."""
    return url.startswith("/rankings/")


# Reckoned again


def proven(site: Site, url: str, scheme: dict[str, Any], worth: dict[str, str]) -> None:
    """Every number of one opened result comes out again from the duties behind its links."""
    page = site.readers[url]
    head = page.having("data-score")[0].at
    if head["data-state"] == "nothing":
        assert (head["data-total"], head["data-sample"]) == ("", "0")
        return
    duties = behind(site, url, page, scheme)
    sums = {
        code: {part: sum((weight for _row, weight in rows), Fraction(0)) for part, rows in parts.items()}
        for code, parts in duties.items()
    }
    values = {code: value_of(code, parts) for code, parts in sums.items() if code in RATES}
    total, fulls = reckoned(scheme, values, duties, worth)
    shown = {mark.at["data-component"]: mark.at for mark in page.having("data-component")}
    sample = len(duties["sample"][""])
    assert int(head["data-sample"]) == sample
    assert total is not None
    for code, (full, points) in fulls.items():
        at = shown[code]
        assert (Fraction(at["data-full"]), maybe(at["data-points"])) == (full, points), (url, code)
    assert Fraction(head["data-total"]) == total + Fraction(head["data-bonus"])
    assert head["data-state"] == ("too_few" if sample < scheme["min_sample"] else "ranked")


def maybe(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def behind(site: Site, url: str, page: Reader, scheme: dict[str, Any]) -> dict[str, dict[str, list]]:
    """Figure -> part -> the duties behind its link, weighed; each link leads to as many as were shown beside it."""
    found: dict[str, dict[str, list]] = {}
    for link in page.having("data-figure", "href"):
        figure, part = link.at["data-figure"], link.at.get("data-part", "")
        rows = site.rows(absolute(url, link.at["href"]))
        weighed = [(row, weight(figure, row, scheme)) for row in rows]
        assert [Fraction(row["data-weight"]) for row in rows] == [each for _row, each in weighed], (url, figure, part)
        if "data-value" in link.at:
            value = sum((each for _row, each in weighed), Fraction(0))
            assert Fraction(link.at["data-value"]) == value, (url, figure, part)
            if value.denominator == 1:
                assert str(value) in re.findall(r"[0-9]+", link.words), (url, figure, part)
        assert all(holds(figure, part, row) for row in rows), (url, figure, part)
        found.setdefault(figure, {})[part] = weighed
    return found


def weight(figure: str, row: dict[str, str], scheme: dict[str, Any]) -> Fraction:
    """What the published scheme says a duty weighs."""
    if figure == "out":
        return Fraction(1)
    role = Fraction(scheme["roles"][row["data-role"]])
    source = Fraction(scheme["sources"].get(row["data-source"], "1"))
    in_rates = source if "rates" in scheme["sources_apply"] else Fraction(1)
    in_deductions = source if "deductions" in scheme["sources_apply"] else Fraction(1)
    if figure == "sample":
        return Fraction(1 if role * in_rates else 0)
    if figure in RATES:
        return role * in_rates
    if figure == "problems":
        return role
    return role * in_deductions * (int(row["data-reworks"]) if figure == "reworks" else 1)


def holds(figure: str, part: str, row: dict[str, str]) -> bool:
    """Whether a duty may stand behind a figure, as far as its row says what it was."""
    if figure == "out":
        return row["data-out"] == part != ""
    if figure == "problems":
        return row["data-category"] == part and not int(row["data-on-time"])
    if row["data-out"]:
        return False
    if figure == "failed_thrice":
        return int(row["data-reworks"]) >= 3
    if figure in RATES:
        above, below, _against, urgent, lead = RATES[figure]
        counts = {"fixed": int(row["data-fixed"]), "on_time": int(row["data-on-time"]), "owed": 1}
        side = {"numerator": above, "denominator": below, "missing": below}[part]
        there = bool(counts.get(side, 1)) and not (part == "missing" and counts.get(above))
        return there and not (urgent and row["data-urgency"] != "A") and not (lead and row["data-role"] != "lead")
    return True


def value_of(code: str, parts: dict[str, Fraction]) -> Fraction | None:
    """The rate, at most 1; None where there is nothing to divide by."""
    below = parts.get("denominator", Fraction(0))
    return min(Fraction(1), parts["numerator"] / below) if below else None


def reckoned(
    scheme: dict[str, Any],
    values: dict[str, Fraction | None],
    duties: dict[str, dict[str, list]],
    worth: dict[str, str],
) -> tuple[Fraction | None, dict[str, tuple[Fraction, Fraction | None]]]:
    """Total without bonus, and component -> (what it weighs, its points), from the scheme's document."""
    of_rates = [one for one in scheme["components"] if one["way"] in ("proportional", "slopes")]
    there = [one for one in of_rates if any(values.get(code) is not None for code in codes(one))]
    marks = sum(Fraction(one["full"]) for one in there)
    if not marks:
        return None, {}
    grown = sum(Fraction(one["full"]) for one in of_rates) / marks
    found: dict[str, tuple[Fraction, Fraction | None]] = {}
    for one in scheme["components"]:
        full = Fraction(one["full"])
        if one in of_rates and one not in there:
            found[codes(one)[0]] = (Fraction(0), None)
        elif one["way"] == "proportional":
            rate = values[one["rate"]]
            found[one["rate"]] = (full * grown, full * grown * (1 - rate if RATES[one["rate"]][2] else rate))
        elif one["way"] == "slopes":
            short = sum(gap(term, values.get(term["rate"])) * Fraction(term["minus"]) * 100 for term in one["terms"])
            found[codes(one)[0]] = (full * grown, max(Fraction(0), full * grown - grown * short))
        elif one["way"] == "occurrences":
            cost = sum(
                Fraction(amount) * sum((each for _row, each in duties.get(code, {}).get("numerator", [])), Fraction(0))
                for code, amount in one["amounts"].items()
            )
            found["occurrences"] = (full, max(Fraction(0), full - cost))
        else:
            cost = sum(price(one, row, each, scheme, worth) for row, each in flat(duties.get("problems", {})))
            found["problems"] = (full, max(Fraction(0), full - cost))
    return sum((points for _full, points in found.values() if points is not None), Fraction(0)), found


def codes(component: dict[str, Any]) -> list[str]:
    return [component["rate"]] if component["way"] == "proportional" else [term["rate"] for term in component["terms"]]


def gap(term: dict[str, str], value: Fraction | None) -> Fraction:
    """How far a rate is on the wrong side of its threshold."""
    if value is None:
        return Fraction(0)
    away = Fraction(term["threshold"]) - value
    return max(Fraction(0), -away if RATES[term["rate"]][2] else away)


def flat(parts: dict[str, list]) -> list:
    return [pair for rows in parts.values() for pair in rows]


def price(one: dict, row: dict[str, str], share: Fraction, scheme: dict[str, Any], worth: dict[str, str]) -> Fraction:
    """What one problem costs: its category's points, by urgency and source, at most so much; the share borne."""
    cost = Fraction(worth[row["data-category"]]) * Fraction(one["urgencies"].get(row["data-urgency"], "1"))
    if "deductions" in scheme["sources_apply"]:
        cost *= Fraction(scheme["sources"].get(row["data-source"], "1"))
    most = one["each_at_most"]
    return share * (cost if most is None else min(cost, Fraction(most)))


def ranks(heads: list[dict[str, str]]) -> dict[str, int]:
    """Key -> rank within one group: 1, 2, 2, 4."""
    totals = {at["data-key"]: Fraction(at["data-total"]) for at in heads if at["data-state"] == "ranked"}
    return {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}
