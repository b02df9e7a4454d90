"""`python -m tests.fuzz --count 10000 --model compact`: spoilt reports until the count is reached.

Stops at the first thing that does not hold, says how to get it again, and keeps its input. Texts at
which the model fails are told, and it goes on.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from annotations.corpus import read_corpus
from annotations.document import Document
from inference.batches.run import FORMS
from tests.fuzz.checks import Broken, Seen, export, extract
from tests.fuzz.inputs import MAKERS
from tests.fuzz.mutations import mutated

CORPUS = Path(__file__).parents[2] / "annotations" / "corpora" / "written"
ROUND = 50  # reports in an input


def sources(corpus: Path = CORPUS) -> list[bytes]:
    """Written reports, whole and line by line: most mutations are of short texts."""
    found = [d.text for d in read_corpus(corpus) if isinstance(d, Document)]
    lines = [line for text in found for line in text.split("\n") if line.strip()]
    return [text.encode() for text in (*found, *lines)]


def one_round(
    number: int,
    reports: Sequence[bytes],
    model: str,
    folder: Path,
    *,
    seed: int = 0,
    size: int = ROUND,
    huge: int = 20_000,
) -> Seen:
    """Round `number` of a seed, the same whenever it is asked for. Raises `Broken`."""
    chance = random.Random(f"{seed}:{number}")
    kind = list(MAKERS)[number % len(MAKERS)]
    spoilt = [mutated(chance.choice(reports), chance, huge=huge) for _ in range(size)]
    given = MAKERS[kind](spoilt, folder, chance)
    seen = extract(given, model, folder)
    if number % 5 == 0:
        forms = [form for form in FORMS if form != "jsonl"]
        export(given, model, folder, forms[number // 5 % len(forms)])
    return seen


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 if something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="spoilt reports")
    parser.add_argument("--model", default="compact", help="a model that ships, or a bundle folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the round to begin with")
    parser.add_argument("--huge", type=int, default=20_000, help="characters of the longest texts")
    options = parser.parse_args(arguments)
    reports, total, number = sources(), Seen(), options.first
    put = 0
    while put < options.count:
        folder = Path(tempfile.mkdtemp(prefix="marsad-fuzz-"))
        try:
            seen = one_round(
                number, reports, options.model, folder, seed=options.seed, huge=options.huge
            )
        except Broken as broken:
            again = f"--seed {options.seed} --huge {options.huge} --from {number}"
            sys.stderr.write(f"round {number}: {broken}\n{folder} keeps it; {again} begins there\n")
            return 1
        total.update(seen)
        put += ROUND
        shutil.rmtree(folder)
        for cause in seen.failures:
            sys.stderr.write(f"round {number}: the model failed at a text: {cause}\n")
        number += 1
        told = f"{total['inputs']:,} inputs, {total['read']:,} read, {total['faults']:,} not"
        sys.stderr.write(f"\r{put:,} put in: {told}  ")
    sys.stderr.write("\n")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
