"""A small report that was read, and one that means harm, both invented."""

from typing import Any

import pytest

from inference.result import Result, ScoredMention, ScoredRelation

FORMULA = '=HYPERLINK("http://evil.example","x")'
SCRIPT = "<script>alert(1)</script>"
OVERRIDE = "\u202eقتلى\u202c"


@pytest.fixture
def told() -> Result:
    """A clash in which three people died, with a place, two actors and a check."""
    text = "اشتباكات بين جبهة الغابة وكتيبة السهل في دير الزور أسفرت عن مقتل 3 مدنيين"
    spans = {
        "e1": ("CLASH", "اشتباكات"),
        "a1": ("ACTOR", "جبهة الغابة"),
        "a2": ("ACTOR", "وكتيبة السهل"),
        "p1": ("PLACE", "دير الزور"),
        "o1": ("KILLED", "مقتل"),
        "v1": ("VICTIM", "مدنيين"),
        "c1": ("COUNT", "3"),
    }
    return Result(
        id="r/1",
        text=text,
        meta={"published": "2017-01-17", "source": "مصدر"},
        mentions=[
            ScoredMention(
                id=name,
                type=kind,
                start=text.index(words),
                end=text.index(words) + len(words),
                score=0.9 if name != "c1" else 0.4,
                attributes={"realis": "denied"} if name == "o1" else {},
            )
            for name, (kind, words) in spans.items()
        ],
        relations=[
            ScoredRelation(head="e1", type="agent", tail="a1", score=0.8),
            ScoredRelation(head="o1", type="victim", tail="v1", score=0.7),
        ],
        records={
            "events": [event(), event(event_id="e2", realis="planned", latitude=None)],
            "casualties": [
                group("v1", count=3, count_min=3, count_max=3),
                group("v2", parent_id="v1", parent_relation="among", alternative_count=4),
            ],
            "places": [place()],
            "actors": [
                actor("a1", "جبهة الغابة", side="s1"),
                actor("a2", "كتيبة السهل", side="s2"),
                actor("SY.regime", "قوات النظام السوري", side="syria_regime"),
                actor("RU.air", "سلاح الجو الروسي", side="russia"),
            ],
            "checks": [
                check("agrees"),
                check("disagrees"),
                check("cannot tell"),
            ],
        },
    )


@pytest.fixture
def hostile() -> Result:
    """A formula, a script tag, a bidi override, a lone surrogate, everywhere that words come."""
    words = f"{SCRIPT}{OVERRIDE}\ud800\x00\x1b[31m"
    text = f"{FORMULA} {words}"
    return Result(
        id=f'{FORMULA}"><img src=x onerror=alert(1)>',
        text=text,
        meta={"published": SCRIPT, "source": FORMULA},
        mentions=[
            ScoredMention(id='"><script>', type="ACTOR", start=0, end=len(FORMULA), score=0.5),
            ScoredMention(
                id="v1",
                type="<b>",
                start=len(FORMULA) + 1,
                end=len(text),
                score=0.5,
                attributes={"realis": SCRIPT},
            ),
        ],
        relations=[ScoredRelation(head='"><script>', type=SCRIPT, tail="v1", score=0.5)],
        records={
            "events": [
                event(doc_id=FORMULA, actors=[FORMULA, words], targets=[words], source=[FORMULA])
            ],
            "casualties": [group('"><script>', text=f"\t{FORMULA}{words}", flags=["@SUM(1)"])],
            "places": [place(name_ar=f"{words}", name_en="+1+1", latitude=-35.0)],
            "actors": [actor("a", f"-2+3{words}", name_en=f"\r{FORMULA}")],
            "checks": [check(SCRIPT, note=f"{OVERRIDE}{FORMULA}")],
        },
    )


def event(**told: Any) -> dict[str, Any]:
    """A row of `events`."""
    return {
        "event_id": "e1", "doc_id": "r/1", "event_type": "CLASH", "acled_event_type": "Battles",
        "acled_sub_event_type": "Armed clash", "plover_event": "ASSAULT", "plover_mode": None,
        "realis": "actual", "date_start": "2017-01-14", "date_end": "2017-01-16",
        "date_precision": 2, "date_text": "الأيام الثلاثة",
        "actors": ["جبهة الغابة", "كتيبة السهل"],
        "targets": [], "place_id": "C5086", "latitude": 35.33, "longitude": 40.14,
        "geo_precision": 1, "weapons": [], "strikes": None, "deaths_best": 3, "deaths_low": 3,
        "deaths_high": None, "deaths_civilians": 3, "wounded_best": None,
        "civilian_targeting": False, "source": [], "mentions": ["e1", "o1"], "start": 0, "end": 8,
        "score": 0.9,
    } | told  # fmt: skip


def group(name: str, **told: Any) -> dict[str, Any]:
    """A row of `casualties`."""
    return {
        "casualty_id": name, "doc_id": "r/1", "event_id": "e1", "parent_id": None,
        "parent_relation": None, "outcome": "KILLED", "text": "مدنيين", "count": None,
        "count_min": 1, "count_max": None, "hedge": "some", "implied": False,
        "alternative_count": None, "civilian_status": "civilian", "sex": "unknown",
        "age": "unknown", "side": [], "perpetrator": [], "place_id": None, "date_start": None,
        "date_end": None, "scope": "new", "flags": [], "start": 1, "end": 4, "score": 0.7,
    } | told  # fmt: skip


def place(**told: Any) -> dict[str, Any]:
    """A row of `places`."""
    return {
        "place_id": "C5086", "doc_id": "r/1", "name_ar": "دير الزور", "name_en": "Deir-Ez-Zor",
        "kind": "city", "parent_id": None, "pcode": "C5086", "admin1": "Deir-ez-Zor",
        "admin2": "Deir-ez-Zor", "admin3": "Deir-ez-Zor", "latitude": 35.33, "longitude": 40.14,
        "geo_precision": 1, "controlled_by": [], "score": 0.9,
    } | told  # fmt: skip


def actor(name: str, name_ar: str, **told: Any) -> dict[str, Any]:
    """A row of `actors`."""
    return {
        "actor_id": name, "doc_id": "r/1", "name_ar": name_ar, "name_en": None, "kind": "rebel",
        "side": None, "allied_with": [], "mentions": [name],
    } | told  # fmt: skip


def check(verdict: str, **told: Any) -> dict[str, Any]:
    """A row of `checks`."""
    return {
        "doc_id": "r/1", "kind": "subtotal", "casualty_id": "v1", "stated": 3, "computed": 3,
        "verdict": verdict, "note": "1 + 2",
    } | told  # fmt: skip
