"""The living page of the look (/styleguide/, only with TAIZHANG_DEBUG=1): every component with made-up contents."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from rectification.wording import status
from rectification.workflow import Status
from supervision.ladder import Rung
from supervision.wording import rung

COLOURS = {
    "ink": ("ink-900", "ink-700", "ink-500", "ink-300", "ink-150", "ink-75", "paper", "surface"),
    "indigo": ("indigo-800", "indigo-600", "indigo-500", "indigo-100", "indigo-50"),
    "cinnabar": ("cinnabar-700", "cinnabar-600", "cinnabar-100", "cinnabar-50"),
    "rungs": tuple(f"r{n}" for n in range(1, 8)),
}
SIZES = (12, 13, 14, 15, 17, 20, 24)
COUNTS = (
    ("later", "9 天", "12 月 3 日", 10),
    ("week", "3 天", "周五 17:30", 40),
    ("soon", "1 天 2 时", "明天 17:30", 82),
    ("today", "50 分钟", "今天 15:10", 91),
    ("late", "1 天 17 时", "应于 周五 17:30 完成", 100),
    ("stop", "表停", "等复查 2 时", None),
)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """One page, no database."""
    return render(request, "styleguide.html", contents())


def contents() -> dict[str, Any]:
    """What the components are fed with."""
    now = datetime(2026, 11, 24, 14, 20, tzinfo=timezone.get_default_timezone())
    counts = [
        {"level": level, "word": word, "moment": at, "used": used, "due": now + timedelta(hours=1) if used else None}
        for level, word, at, used in COUNTS
    ]
    statuses = [status(code) for code in Status]
    picture = {"url": static("mark.svg"), "thumb": static("mark.svg"), "alt": "", "moment": "14:18"}
    entry = {
        "url": "#",
        "number": "LC2611-04187",
        "tail": "04187",
        "title": "占道经营",
        "place": "文昌路 东门菜市场",
        "urgency": "B",
        "photo": picture,
        "unit": "东城街道",
        "person": "李知微",
    }
    steps = [{"label": "去整改", "url": "#", "strong": True}, {"label": "签收", "url": "#"}]
    return {
        "colours": COLOURS,
        "sizes": SIZES,
        "counts": counts,
        "rungs": [rung(level) for level in (-1, *(int(one) for one in Rung))],
        "statuses": statuses,
        "steps": [*steps, {"label": "通过，销号", "url": "#", "seal": True}],
        "chips": [{"value": n, "label": f"{n}", "on": n == "占道经营"} for n in ("占道经营", "乱堆乱放", "小广告")],
        "cards": [{**entry, "count": one, "todo": "整改中，办完传整改后照片", "step": steps[0]} for one in counts[2:5]],
        "rows": [{**entry, "status": s, "rung": rung(2), "count": c} for s, c in zip(statuses, counts, strict=False)],
        "heads": {"urgency": True, "rung": True},
        "minis": [{**entry, "note": "督查一组 王砚秋 复查", "count": counts[1]}],
        "picture": picture,
        "duties": [{"initial": "李", "title": "整改·东城街道 李知微", "note": "自 周一 09:10", "word": "1 时 13 分"}],
        "events": [
            {"look": look, "title": title, "moment": "今天 09:10", "at": now, "lines": ["东城街道 李知微"]}
            for look, title in (("seal", "核验通过，销号"), ("rung", "催办"), ("big", "派给单位"), ("", "备注"))
        ],
        "seal": {"at": timezone.localtime(now).strftime("%Y.%m.%d %H:%M"), "by": "孙立本", "lands": True},
        "notices": [{"text": "3 件待签收", "hint": "最长的已等 42 分钟", "url": "#", "label": "一并签收"}],
        "refusal": {"title": "郑同舟 先一步判了“通过”", "text": "您写的都还在。", "url": "#", "label": "看这一条"},
    }
