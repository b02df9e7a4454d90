"""What a person at a terminal is told while a run lasts."""

import io

from rich.console import Console

from inference.batches.counts import Counts
from inference.batches.meter import Meter
from inference.batches.progress import Pace, bar, line


def test_the_line() -> None:
    assert line(Counts(), 0, None) == "0 documents"
    assert (
        line(Counts(read=1200, faults=3, words=9), 2300.4, 725)
        == "1,200 documents, 3 not read, 2,300 words/s, 0:12:05 left"
    )
    assert line(Counts(read=1), 0, 7325.0) == "1 documents, 2:02:05 left"


def test_time_left_is_told_by_bytes_since_the_resume() -> None:
    pace = Pace(100.0)
    assert pace.left(110.0, 50, 100) == 10.0
    assert pace.left(110.0, 50, None) is None
    assert pace.left(110.0, 0, 100) is None
    pace.skipped(110.0, 50)
    assert pace.left(120.0, 75, 100) == 10.0
    assert pace.words(500, 120.0) == 50.0


def test_a_terminal_sees_it_and_a_file_does_not() -> None:
    for show in (True, False):
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=True, width=100)
        meter = Meter(1000)
        counts = Counts()
        with bar(console, meter, show=show) as watch, meter.reading(1000, lambda: 500):
            counts.read, counts.words = 7, 40
            watch.told(counts)
        assert ("7 documents" in stream.getvalue()) == show
        assert (" left" in stream.getvalue()) == show


def test_the_closing_line_accounts_for_every_input() -> None:
    assert str(Counts(read=2, faults=1)) == "3 inputs: 2 reports read, 1 not"
    assert "(1,000 of them by the run before)" in str(Counts(read=1500, resumed=1000))
