"""ACLED's and PLOVER's codes from what is told."""

import pytest

from annotations.schema import Schema
from inference.records import codes as module
from inference.records.codes import Circumstances, codes
from inference.records.tsv import rows

SUB_EVENTS = {
    "Battles": {
        "Armed clash",
        "Government regains territory",
        "Non-state actor overtakes territory",
        "",
    },
    "Explosions/Remote violence": {
        "Air/drone strike",
        "Chemical weapon",
        "Grenade",
        "Remote explosive/landmine/IED",
        "Shelling/artillery/missile attack",
        "Suicide bomb",
    },
    "Violence against civilians": {"Attack", "Abduction/forced disappearance", "Sexual violence"},
    "Protests": {
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
    },
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
}
MODES = {
    "ASSAULT": {
        "abduct", "beat", "torture", "execute", "sexual", "assassinate", "destroy", "primitive",
        "firearms", "explosives", "suicide-attack", "heavy-weapons", "",
    },
    "COERCE": {"confiscate", "restrict", "ban", "censor", "curfew", "arrest", "deport"},
    "MOBILIZE": {"troops", "weapons", "police"},
    "PROTEST": {"demo", "riot", "strike-gen", "strike-lim", "strike-hun", "boycott", "obstruct"},
    "RETREAT": {"withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"},
    "AGREE": {""},
    "CONSULT": {""},
}  # fmt: skip


def test_the_tables_name_only_codes_that_the_codebooks_have() -> None:
    for row in rows("acled.tsv"):
        assert row["sub_event_type"] in SUB_EVENTS[row["event_type"]], row
    for row in rows("plover.tsv"):
        assert row["mode"] in MODES[row["event"]], row


def test_every_event_type_and_every_condition_is_known() -> None:
    schema = Schema.default()
    kinds = {name for name, kind in schema.kinds.items() if kind in ("event", "outcome")}
    for table in ("acled.tsv", "plover.tsv"):
        named = {row["type"] for row in rows(table)}
        assert named <= kinds
        assert kinds - named <= {"MISSING", "DISPLACED"}
        for row in rows(table):
            assert module._holds(row["when"], Circumstances(type=row["type"])) in (True, False)


@pytest.mark.parametrize(
    ("told", "acled", "plover"),
    [
        (Circumstances(type="CLASH"), "Armed clash", None),
        (
            Circumstances(type="EXPLOSION", words=("تفجير", "بحزام ناسف")),
            "Suicide bomb",
            "suicide-attack",
        ),
        (
            Circumstances(type="EXPLOSION", words=("انفجار", "لغم أرضي")),
            "Remote explosive/landmine/IED",
            "explosives",
        ),
        (
            Circumstances(type="AIRSTRIKE", words=("قصف", "بغاز الكلور")),
            "Chemical weapon",
            "heavy-weapons",
        ),
        (Circumstances(type="SHOOTING", civilians=True), "Attack", "firearms"),
        (Circumstances(type="SHOOTING", civilians=False), "Armed clash", "firearms"),
        (Circumstances(type="SHOOTING"), None, "firearms"),
        (Circumstances(type="SHOOTING", words=("اغتيال",)), None, "assassinate"),
        (Circumstances(type="OFFENSIVE", outcomes=frozenset({"DETAINED"})), "Arrests", "arrest"),
        (
            Circumstances(type="OFFENSIVE", outcomes=frozenset({"DETAINED", "KILLED"})),
            "Armed clash",
            None,
        ),
        (
            Circumstances(type="TAKEOVER", winner="state"),
            "Government regains territory",
            "confiscate",
        ),
        (Circumstances(type="TAKEOVER", winner="state", planned=True), None, "confiscate"),
        (
            Circumstances(type="TAKEOVER", words=("وانسحبت",)),
            "Non-violent transfer of territory",
            "withdraw",
        ),
        (
            Circumstances(type="KILLED", words=("مقتل", "ومسيّرة"), civilians=True),
            "Air/drone strike",
            "heavy-weapons",
        ),
        (Circumstances(type="PROTEST", outcomes=frozenset({"WOUNDED"})),
         "Excessive force against protesters", "demo"),
        (Circumstances(type="MISSING"), None, None),
    ],
)  # fmt: skip
def test_codes(told: Circumstances, acled: str | None, plover: str | None) -> None:
    found = codes(told)
    assert (found.acled_sub_event_type, found.plover_mode) == (acled, plover)
