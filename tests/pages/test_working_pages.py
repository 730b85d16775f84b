"""The work itself, through the pages: written down, received, fixed, checked, struck off - and what is refused."""

from rectification.models import Photo, Ticket
from rectification.workflow import Action, Status
from supervision.models import Event
from tests.town import MARKET_CATEGORY, MONDAY, TUESDAY, at, file_ticket, photo, take


def stated(town, **more) -> dict:
    """What an inspector puts into the form."""
    photos = [str(photo(town.people["inspector"], at(MONDAY, "09:55"))) for _ in range(2)]
    given = {"site": str(town.sites["S001"].id), "category": MARKET_CATEGORY, "words": "摊位后堆放垃圾", "key": "k1"}
    return {**given, "photos": photos, **more}


def sent(ticket: Ticket, **more) -> dict:
    """What every form of a step carries."""
    return {"expected": str(Event.objects.filter(stream_id=ticket.pk).count()), "key": "step-1", **more}


def test_one_problem_travels_the_whole_loop_through_the_pages(town, hands, stand):
    inspector, clerk = hands("inspector"), hands("street_clerk")
    filed = inspector.post("/file/", follow=True, **stated(town))
    ticket = Ticket.objects.get()
    assert filed.redirect_chain[-1][0] == f"/filed/{ticket.number}/"
    assert "东城街道 李知微" in filed.content.decode()

    assert ticket.number in clerk.get("/inbox/").content.decode()
    clerk.post(f"/entries/{ticket.number}/receive/", **sent(ticket))
    stand(at(MONDAY, "11:00"))
    after = str(photo(town.people["street_clerk"], at(MONDAY, "10:50")))
    clerk.post(f"/entries/{ticket.number}/submit/", **sent(ticket, photos=after, words="已清运", key="step-2"))
    ticket.refresh_from_db()
    assert ticket.status == Status.REVIEWING

    stand(at(MONDAY, "11:30"))
    assert ticket.number in inspector.get("/review/").content.decode()
    done = inspector.post(f"/review/{ticket.number}/pass/", follow=True, **sent(ticket, key="step-3"))
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert "tz-seal--land" in done.content.decode()
    assert "tz-seal--land" not in inspector.get(f"/entries/{ticket.number}/").content.decode()


def test_the_same_form_sent_twice_is_one_entry(town, hands):
    inspector, form = hands("inspector"), stated(town)
    first, second = inspector.post("/file/", **form), inspector.post("/file/", **form)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_a_refused_filing_keeps_words_place_kind_and_photos(town, hands):
    form = stated(town, words="六米长的一堆")
    form["photos"] = form["photos"][:1]  # this kind needs two
    answer = hands("inspector").post("/file/", **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "六米长的一堆" in page and "东门菜市场" in page and f'value="{form["photos"][0]}"' in page
    assert f'id="kind-{MARKET_CATEGORY}" value="{MARKET_CATEGORY}" checked' in page
    assert 'name="key" value="k1"' in page


def test_a_possible_duplicate_is_shown_and_joined_or_filed_anyway(town, hands):
    there = file_ticket(town, now=at(MONDAY, "09:10"))
    inspector, form = hands("inspector"), stated(town)
    answer = inspector.post("/file/", **form)
    assert answer.status_code == 409
    assert f"/file/join/{there.number}/" in answer.content.decode()

    joined = inspector.post(f"/file/join/{there.number}/", **form)
    assert joined["Location"] == f"/filed/{there.number}/?joined=1"
    assert Photo.objects.filter(ticket=there).count() == 5

    other = inspector.post("/file/", **stated(town, key="k2", anyway="在市场另一头"))
    assert other.status_code == 302 and Ticket.objects.count() == 2


def test_only_what_is_the_same_kind_at_the_same_place_can_be_joined(town, hands):
    there = file_ticket(town, now=at(MONDAY, "09:10"))
    form = stated(town, site=str(town.sites["S003"].id))
    assert hands("inspector").post(f"/file/join/{there.number}/", **form).status_code == 404


def test_the_pieces_of_the_filing_page_follow_what_is_chosen(town, hands):
    inspector, site = hands("inspector"), str(town.sites["S001"].id)
    assert "东门菜市场" in inspector.get("/file/places/", q="东门").content.decode()
    assert "东门菜市场" in inspector.get("/file/place/", lat="30.1", lng="120.1").content.decode()
    assert "kind-" in inspector.get("/file/kinds/", site=site).content.decode()
    preview = inspector.get("/file/preview/", site=site, category=MARKET_CATEGORY).content.decode()
    assert "东城街道 李知微" in preview and "4 工作时" in preview
    assert "snap-dup" not in inspector.get("/file/duplicates/", site=site, category=MARKET_CATEGORY).content.decode()


def test_a_refused_step_keeps_the_words_and_the_photos(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    stand(at(TUESDAY, "10:00"))  # the limit has passed: no extension any more
    proof = str(photo(town.people["street_clerk"], at(TUESDAY, "09:50")))
    form = sent(ticket, petition="extension", words="等设备到货", until="2026-03-20", photos=proof)
    answer = hands("street_clerk").post(f"/entries/{ticket.number}/ask/", **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "时限已过" in page and "等设备到货" in page and "2026-03-20" in page and proof in page


def test_a_step_without_what_it_needs_says_so_at_the_field(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    answer = hands("office").post(f"/entries/{ticket.number}/void/", **sent(ticket))
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert ticket.status == Status.ASSIGNED


def test_somebody_faster_is_named_and_nothing_typed_is_lost(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    seen = sent(ticket, words="我来补充一句")
    take(town, "receive", ticket, "colleague", at(MONDAY, "09:30"))
    answer = hands("street_clerk").post(f"/entries/{ticket.number}/comment/", **seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "周海" in page and "我来补充一句" in page
    again = hands("street_clerk").post(f"/entries/{ticket.number}/comment/", **sent(ticket, words="我来补充一句"))
    assert again.status_code == 302


def test_receiving_all_takes_what_the_page_showed_and_leaves_the_rest(town, hands):
    shown = [file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处") for _ in range(3)]
    clerk = hands("street_clerk")
    context = clerk.get("/inbox/").context
    later = file_ticket(town, now=at(MONDAY, "09:40"), anyway="另一处")
    take(town, "receive", shown[0], "colleague", at(MONDAY, "09:50"))
    to_receive = context["to_receive"]
    clerk.post("/inbox/receive/", key=to_receive["key"], entry=to_receive["entries"])
    states = {t.pk: t.status for t in Ticket.objects.all()}
    assert [states[t.pk] for t in shown] == [Status.RECTIFYING] * 3
    assert states[later.pk] == Status.ASSIGNED
    assert Event.objects.filter(stream_id=shown[0].pk, action=Action.RECEIVE).count() == 1


def test_a_failed_check_carries_the_picked_reason(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    inspector = hands("inspector")
    empty = inspector.post(f"/review/{ticket.number}/fail/", **sent(ticket))
    assert empty.status_code == 422
    inspector.post(f"/review/{ticket.number}/fail/", **sent(ticket, reason="still", words="墙角还有"))
    ticket.refresh_from_db()
    assert ticket.status == Status.RECTIFYING
    assert "问题还在：墙角还有" in hands("street_clerk").get("/inbox/").content.decode()


def test_every_offered_step_has_a_page_that_opens(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:20"))
    for name in ("street_clerk", "office", "team_leader", "city_leader", "discipline"):
        person = hands(name)
        context = person.get(f"/entries/{ticket.number}/").context
        offered = [*context["steps"], *context["tools"]]
        assert offered
        for step in offered:
            assert person.get(step["url"]).status_code == 200, step["url"]


def test_what_is_not_possible_is_said_with_its_reason(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    stand(at(TUESDAY, "10:00"))
    page = hands("street_clerk").get(f"/entries/{ticket.number}/")
    assert "时限已过" in page.content.decode()
    assert "申请延期" not in [str(step["label"]) for step in page.context["steps"]]


def test_going_back_and_sending_other_words_shows_what_was_written_down_first_and_is_no_dead_end(town, hands):
    inspector, form = hands("inspector"), stated(town)
    inspector.post("/file/", **form)
    first = Ticket.objects.get()
    again = inspector.post("/file/", **{**form, "words": "还有一处"})
    page = again.content.decode()
    assert (again.status_code, Ticket.objects.count()) == (409, 1)
    assert f'href="/entries/{first.number}/"' in page
    assert "还有一处" in page
    assert 'name="key" value="k1"' not in page


def test_a_step_sent_again_with_other_words_can_be_sent_as_a_new_one(town, hands):
    office, ticket = hands("office"), file_ticket(town)
    path = f"/entries/{ticket.number}/comment/"
    assert office.post(path, words="已电话催促", key="step-1").status_code == 302
    again = office.post(path, words="已上门", key="step-1")
    assert again.status_code == 409
    key = again.content.decode().partition('name="key" value="')[2].partition('"')[0]
    assert key not in ("", "step-1")
    assert office.post(path, words="已上门", key=key).status_code == 302
    assert Event.objects.filter(stream_id=ticket.pk, action="comment").count() == 2


def test_who_asks_is_told_on_whom_and_on_what_the_answer_depends(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    clerk = hands("street_clerk")
    form = clerk.get(f"/entries/{ticket.number}/ask/", petition="return").content.decode()
    assert f"由督查一组 {town.people['team_leader']}审批" in form and "今天 15:10 前可以申请退回" in form
    form = clerk.get(f"/entries/{ticket.number}/ask/", petition="extension").content.decode()
    assert f"由市文明办 {town.people['office']}审批" in form and "只能延一次" in form
