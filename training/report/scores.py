"""The figures of an evaluation as HTML tables and plots. Knows scores, no documents."""

from collections.abc import Iterator, Mapping, Sequence

from training.evaluate import Evaluation
from training.measures.breakdown import Part
from training.measures.reliability import Reliability
from training.measures.resampling import Difference, Interval
from training.metrics import Score
from training.report.errors import Balance
from training.report.markup import table, text
from training.report.plots import bar, reliability_plot, risk_plot

_SCORE = ("precision", "recall", "F1", "", "right", "given", "gold")


def overall(scores: Evaluation) -> Iterator[str]:
    """All tables in one line each, with the intervals of the strict ones."""
    rows: list[tuple[str, Score, Interval | None]] = [
        ("mentions, strict", scores.mentions["all"], scores.intervals["mentions"]),
        ("mentions, boundary", scores.mentions_boundary["all"], None),
        ("mentions, partial", scores.mentions_partial["all"], None),
        ("relations, strict", scores.relations["all"], scores.intervals["relations"]),
        ("relations, boundary", scores.relations_boundary["all"], None),
        ("relations, mentions given", scores.relations_given_mentions["all"], None),
    ]
    rows += [(f"attribute {name}", score, None) for name, score in scores.attributes.items()]
    if scores.records:
        rows += [
            ("values of counts found", scores.records.counts, None),
            ("values of dates found", scores.records.dates, None),
            ("casualty rows", scores.records.casualties["all"], None),
            ("event rows", scores.records.events["all"], None),
        ]
    yield from table(
        "Scores",
        ("", *_SCORE[:3], "95 % interval of F1", *_SCORE[3:]),
        ([text(n), *_cells(score)[:3], _ends(i), *_cells(score)[3:]] for n, score, i in rows),
    )


def differences(other: str, found: Mapping[str, Difference | None]) -> Iterator[str]:
    """The model's strict F1 less that of another, with interval and p-value."""
    rows = []
    for name, one in found.items():
        cells = ["", "needs two documents", ""]
        if one:
            ends = f"{one.low:+.3f} to {one.high:+.3f}"
            cells = [f"{one.difference:+.3f}", ends, f"{one.p:.3f}"]
        rows.append([text(name), *cells])
    heads = ("", "difference", "95 % interval", "p")
    yield from table(f"Strict F1 less that of {text(other)}", heads, rows)


def shown_errors(lines: Sequence[Balance]) -> Iterator[str]:
    """How many errors each table counts, and that as many are shown."""
    rows = []
    for one in lines:
        verdict = "all shown"
        if not one.holds:
            verdict = f"<strong>{one.shown_missed} and {one.shown_made_up} shown</strong>"
        rows.append([text(one.table), str(one.missed), str(one.made_up), verdict])
    yield from table("Errors of each table", ("", "missed", "made up", "below"), rows)


def by_type(scores: Evaluation) -> Iterator[str]:
    """Strict scores type by type, with bars; casualty rows by their figure."""
    parts = [
        ("Mentions by type, strict", "type", scores.mentions),
        ("Relations by type, strict", "type", scores.relations),
        ("Relations by type, mentions given", "type", scores.relations_given_mentions),
    ]
    if scores.records:
        rows = scores.records.casualties
        parts.append(("Casualty rows by count (0: no upper bound told)", "count", rows))
        parts.append(("Event rows by type", "type", scores.records.events))
    for caption, head, found in parts:
        lines = ([text(name), *_cells(score)] for name, score in found.items() if name != "all")
        yield from table(caption, (head, *_SCORE), lines)


def by_part(by: Mapping[str, Mapping[str, Part]]) -> Iterator[str]:
    """Strict F1 by length, paragraph and source, each part with its bars."""
    heads = ("", "documents", "words", "mentions F1", "", "gold", "relations F1", "", "gold")
    for division, parts in by.items():
        rows = []
        for name, part in parts.items():
            figures = [text(name), str(part.documents), f"{part.words[0]}–{part.words[1]}"]
            for score in (part.mentions, part.relations):
                figures += [f"{score.f1:.3f}", bar(score.f1), str(score.wanted)]
            rows.append(figures)
        yield from table(f"By {text(division)}", heads, rows)


def probabilities(found: Mapping[str, Reliability]) -> Iterator[str]:
    """Reliability and risk of every kind of score, each with its figures in a table."""
    for name, one in found.items():
        title = name.replace("_given_mentions", ", mentions given")
        error = "no items" if one.ece is None else f"calibration error {one.ece:.3f}"
        yield f"<figure><figcaption>{text(title)}: {one.items} given, {error}</figcaption>"
        yield f'<div class="plots">{reliability_plot(title, one)}{risk_plot(title, one)}</div>'
        yield "<details><summary>figures</summary>"
        yield from table(
            "Reliability",
            ("score", "items", "mean score", "share right"),
            (
                [f"{b.low:.2f}–{b.high:.2f}", str(b.items), f"{b.score:.3f}", f"{b.right:.3f}"]
                for b in one.bins
            ),
        )
        yield from table(
            "Risk and coverage",
            ("part given", "least score", "share wrong", "recall"),
            (
                [f"{p.coverage:.2f}", f"{p.least:.3f}", f"{p.risk:.3f}", f"{p.recall:.3f}"]
                for p in one.risk_coverage
            ),
        )
        yield "</details></figure>"


def _cells(score: Score) -> list[str]:
    figures = [f"{value:.3f}" for value in (score.precision, score.recall, score.f1)]
    right = f"{score.right:g}" if score.right % 1 else f"{score.right:.0f}"
    return [*figures, bar(score.f1), right, str(score.given), str(score.wanted)]


def _ends(within: Interval | None) -> str:
    return f"{within.low:.3f}–{within.high:.3f}" if within else ""
