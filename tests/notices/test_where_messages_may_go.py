"""Addresses, headers and templates somebody enters: nothing of the inside network, no second header, no structure."""

import json

import pytest

from supervision.couriers import Letter, Outcome, Receiver, carry, guard, robots, template, web
from supervision.ids import new_id
from supervision.sending import group_of
from supervision.wording import NOTICES
from tests.notices.conftest import TEN


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://127.0.0.1/", "inside"),
        ("https://localhost:8000/", "inside"),
        ("https://10.1.2.3/", "inside"),
        ("https://192.168.1.1/", "inside"),
        ("https://172.16.0.1/", "inside"),
        ("https://169.254.169.254/latest/meta-data/", "inside"),
        ("https://100.64.0.1/", "inside"),
        ("https://0.0.0.0/", "inside"),
        ("https://[::1]/", "inside"),
        ("https://[::ffff:10.0.0.1]/", "inside"),
        ("https://[64:ff9b::a00:1]/", "inside"),
        ("https://[2002:a00:1::]/", "inside"),
        ("https://[fd00::1]/", "inside"),
        ("https://224.0.0.1/", "inside"),
        ("https://2130706433/", "inside"),
        ("https://0x7f000001/", "inside"),
        ("https://nowhere.invalid/", "no_such_host"),
        ("http://8.8.8.8/", "not_secure"),
        ("ftp://8.8.8.8/", "bad_address"),
        ("https://user:word@8.8.8.8/", "bad_address"),
        ("https://8.8.8.8:0/", "bad_address"),
        ("https://8.8.8.8:99999/", "bad_address"),
        ("https://8.8.8.8/a b", "bad_address"),
        ("https://8.8.8.8/\r\nX: y", "bad_address"),
        ("https://例子.cn/", "bad_address"),
        ("https:///", "bad_address"),
        ("", "bad_address"),
    ],
)
def test_an_address_of_the_inside_network_or_no_address_is_not_spoken_to(settings, address, code):
    settings.NOTICE_HOSTS = []
    with pytest.raises(guard.NotThere) as refused:
        guard.look_up(guard.place_of(address))
    assert refused.value.code == code
    letter = Letter(new_id(), TEN, "", "")
    assert carry(Receiver("web", address), letter, 1) == Outcome(False, {"code": code}, ill=True)


@pytest.mark.parametrize("named", ["127.0.0.1", "127.0.0.1:8443"])
def test_a_host_the_settings_name_may_be_spoken_to_also_by_plain_http(settings, named):
    settings.NOTICE_HOSTS = [named]
    assert guard.look_up(guard.place_of("http://127.0.0.1:8443/hook?key=1")) == "127.0.0.1"
    other = "http://127.0.0.2:8443/"
    with pytest.raises(guard.NotThere):
        guard.place_of(other)


def test_an_address_of_the_public_network_may_be_spoken_to():
    assert guard.look_up(guard.place_of("https://8.8.8.8/hook")) == "8.8.8.8"
    assert guard.outside("2001:4860:4860::8888")


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("Authorization", "Bearer abc", True),
        ("X-Token", "1\r\nHost: elsewhere", False),
        ("X-Token\r\nHost", "1", False),
        ("X Token", "1", False),
        ("X-Token", "密钥", False),
        ("Host", "elsewhere", False),
        ("content-length", "3", False),
        ("Idempotency-Key", "mine", False),
        ("x-taizhang-signature", "mine", False),
        ("", "1", False),
    ],
)
def test_a_header_is_one_line_and_none_of_ours(name, value, fits):
    assert web.fits(name, value) == fits


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_json"),
        ("[1]", "no_json"),
        ("{", "no_json"),
        ('{"a": NaN}', "no_json"),
        ("[" * 5000, "no_json"),
        ('{"a": "{password}"}', "no_such_name"),
        ('{"a": "{settings}"}', "no_such_name"),
        ('{"a": "' + "x" * 9000 + '"}', "too_long"),
    ],
)
def test_a_template_is_json_with_known_names(text, code):
    with pytest.raises(template.BadTemplate) as refused:
        template.check(text)
    assert refused.value.code == code


def test_a_value_stays_a_value_and_is_not_filled_again():
    text = '{"msgtype": "text", "text": {"content": "{text} {person.__class__} {0} {}"}, "to": ["{phone}"], "n": 3}'
    assert template.check(text) == {"text", "phone"}
    filled = json.loads(template.fill(text, {"text": '","x":"{phone}\n', "phone": "137"}))
    assert filled["text"]["content"] == '","x":"{phone}\n {person.__class__} {0} {}'
    assert filled["to"] == ["137"] and filled["n"] == 3


def test_the_usual_template_holds_to_the_rules():
    assert template.check(template.USUAL)


def test_every_kind_of_notice_has_a_group():
    assert {key: group_of(key).value for key in NOTICES if group_of(key) == "change"}.keys() == {
        "taken_away", "reclassified", "voided", "joined", "recalled", "relapse", "petition.withdrawn", "rung_revoked",
        "rung_fallen", "corrected", "comment", "withdrawn", "ground_fallen",
    }  # fmt: skip
    assert [group_of(f"rung.{rung}") for rung in ("warning", "reminder", "supervision", "listed")] == [
        "warning", "reminder", "supervision", "supervision",
    ]  # fmt: skip


def test_only_the_robots_of_three_services_are_known_and_without_apprise_it_says_so(monkeypatch):
    known = ("wecombot://key", "dingtalk://token", "feishu://token")
    assert [robots.service_of(address) for address in known] == ["WeCom", "DingTalk", "Feishu"]
    assert not any(robots.service_of(a) for a in ("json://127.0.0.1", "mailto://a:b@c", "file:///etc/passwd", ""))
    monkeypatch.setattr(robots, "installed", lambda: False)
    letter = Letter(new_id(), TEN, "", "")
    assert carry(Receiver("robot", "wecombot://key"), letter, 1).error == {"code": "no_apprise"}
