"""An evaluation as tables of the terminal. Knows scores and rich, measures nothing."""

from collections.abc import Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table

from training.evaluate import Evaluation
from training.measures.breakdown import Part
from training.measures.reliability import Point, Reliability
from training.measures.resampling import Difference, Interval
from training.metrics import Score


def tables(scores: Evaluation) -> Iterator[Table]:
    """The overall scores first, then strict ones by type, then what errors depend on."""
    yield _overall(scores)
    for title, part in (
        ("mentions, strict", scores.mentions),
        ("relations, strict", scores.relations),
        ("relations, mentions given", scores.relations_given_mentions),
        ("attributes, on mentions found", scores.attributes),
    ):
        if any(score.wanted or score.given for score in part.values()):
            yield _by_type(title, part)
    if scores.records:
        bins = {f"count {n}": s for n, s in scores.records.casualties.items() if n != "all"}
        yield _by_type("casualty rows, by count (0: no upper bound told)", bins)
    yield _parts(scores.by)
    yield _calibration(scores.calibration)


def differences(ours: str, theirs: str, found: Mapping[str, Difference | None]) -> Table:
    """One model against another: strict F1, with interval and p-value."""
    table = _headed(f"{ours} less {theirs}: strict F1", "", "difference", "95 % interval", "p")
    for name, one in found.items():
        if one is None:
            table.add_row(name, "", "needs two documents", "")
        else:
            ends = f"{one.low:+.3f} to {one.high:+.3f}"
            table.add_row(name, f"{one.difference:+.3f}", ends, f"{one.p:.3f}")
    return table


def _overall(scores: Evaluation) -> Table:
    table = _headed("overall", "", "precision", "recall", "F1", "95 %", "given", "gold")
    rows: list[tuple[str, Score, Interval | None]] = [
        ("mentions, strict", scores.mentions["all"], scores.intervals["mentions"]),
        ("mentions, boundary", scores.mentions_boundary["all"], None),
        ("mentions, partial", scores.mentions_partial["all"], None),
        ("relations, strict", scores.relations["all"], scores.intervals["relations"]),
        ("relations, boundary", scores.relations_boundary["all"], None),
        ("relations, mentions given", scores.relations_given_mentions["all"], None),
    ]
    if scores.records:
        rows += [
            ("values of counts found", scores.records.counts, None),
            ("values of dates found", scores.records.dates, None),
            ("casualty rows", scores.records.casualties["all"], None),
            ("event rows", scores.records.events["all"], None),
        ]
    for name, score, within in rows:
        if not score.wanted and not score.given:
            continue  # a schema without relations, say
        figures = _cells(score)
        ends = f"{within.low:.3f}–{within.high:.3f}" if within else ""
        table.add_row(name, *figures[:3], ends, *figures[3:])
    return table


def _by_type(title: str, scores: Mapping[str, Score]) -> Table:
    table = _headed(title, "type", "precision", "recall", "F1", "given", "gold")
    for name, score in scores.items():
        table.add_row(name, *_cells(score))
    return table


def _parts(by: Mapping[str, Mapping[str, Part]]) -> Table:
    """The parts of every division; of many sources those with most mentions, the JSON has all."""
    names = ("", "documents", "words", "mentions", "gold", "relations", "gold")
    table = _headed("strict F1 by part", *names)
    for division, parts in by.items():
        largest = sorted(parts, key=lambda name: -parts[name].mentions.wanted)[:_ROWS]
        for name, part in parts.items():
            if name in largest:
                table.add_row(
                    f"{division}: {name}",
                    str(part.documents),
                    f"{part.words[0]}–{part.words[1]}",
                    f"{part.mentions.f1:.3f}",
                    str(part.mentions.wanted),
                    f"{part.relations.f1:.3f}",
                    str(part.relations.wanted),
                )
        if len(parts) > _ROWS:
            table.add_row(f"{division}: {len(parts) - _ROWS} more, see --json")
    return table


def _calibration(found: Mapping[str, Reliability]) -> Table:
    """Calibration error, and how much is wrong of the surest part of what was given."""
    names = ("", "given", "ECE", *(f"{part:.0%}" for part in _COVERED))
    table = _headed("scores: calibration error, and risk of the surest …", *names)
    for name, one in found.items():
        error = "" if one.ece is None else f"{one.ece:.3f}"
        risks = [_risk(one.risk_coverage, part) for part in _COVERED]
        title = "relations, mentions given" if name.endswith("given_mentions") else name
        table.add_row(title, str(one.items), error, *risks)
    return table


def _risk(points: list[Point], coverage: float) -> str:
    """The risk at the first point that covers so much."""
    return next((f"{p.risk:.3f}" for p in points if p.coverage >= coverage - 1e-9), "")


def _cells(score: Score) -> list[str]:
    figures = [f"{value:.3f}" for value in (score.precision, score.recall, score.f1)]
    return [*figures, str(score.given), str(score.wanted)]


def _headed(title: str, first: str, *names: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in names:
        table.add_column(name, justify="right")
    return table


_ROWS = 12
_COVERED = (0.5, 0.8, 0.9, 1.0)
