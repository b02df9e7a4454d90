"""What is wrong in marked documents. Knows the schema and the words of a text, no file format.

A *fault* breaks a rule that everything downstream relies on; a *doubt* is a habit of the guide that
a careful reader should look at again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from annotations.corpus import split_of
from annotations.document import Document, Mention
from annotations.duplicates import near_duplicates
from annotations.schema import Schema
from annotations.words import Span, paragraphs, words


class Finding(Struct, frozen=True, order=True):
    """One fault or doubt: document, offset of the place, the code of the rule, and the mend."""

    doc_id: str
    start: int
    code: str
    message: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.doc_id}@{self.start}: {self.code}: {self.message}"


def check_document(document: Document, schema: Schema) -> list[Finding]:
    """Every fault and doubt of one document, in text order."""
    found = [*_mentions(document, schema), *_relations(document, schema)]
    if not any(finding.code in ("offsets", "duplicate-id") for finding in found):
        found += _doubts(document, schema)
    return sorted(found)


def check_corpus(documents: Iterable[Document], schema: Schema) -> list[Finding]:
    """The findings of every document, ids that stand twice, and documents that are near-copies.

    A near-copy in another split is a fault; in the same split it is a doubt, unless both were
    generated, which are alike by their nature.
    """
    found: list[Finding] = []
    seen: Counter[str] = Counter()
    splits: list[str] = []
    documents = list(documents)
    for document in documents:
        seen[document.id] += 1
        if seen[document.id] == 2:
            message = "this id names two documents; rename one"
            found.append(Finding(document.id, 0, "duplicate-document", message))
        try:
            splits.append(split_of(document))
        except ValueError as error:
            splits.append("no split")
            found.append(Finding(document.id, 0, "split", str(error)))
        found += check_document(document, schema)
    return found + list(_copies(documents, splits))


def _copies(documents: list[Document], splits: list[str]) -> Iterator[Finding]:
    for pair in near_duplicates(documents):
        one, two = documents[pair.first], documents[pair.second]
        here, there = splits[pair.second], splits[pair.first]
        if not one.meta.get("style") == two.meta.get("style") == "generated":
            message = f"shares {pair.similarity:.0%} of its five-word runs with {one.id} "
            message += f"({here} and {there}); reword one or leave it out"
            yield Finding(two.id, 0, "near-duplicate", message, here == there)


def _mentions(document: Document, schema: Schema) -> Iterator[Finding]:
    text = document.text
    spans = words(text)
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    ids: set[str] = set()
    last: Mention | None = None
    for mention in sorted(document.mentions, key=lambda m: (m.start, m.end)):

        def fault(code: str, message: str, mention: Mention = mention) -> Finding:
            return Finding(document.id, mention.start, code, f"{mention.id} {message}")

        if mention.id in ids:
            yield fault("duplicate-id", "names two mentions; give one of them another id")
        ids.add(mention.id)
        if mention.type not in schema.kinds:
            yield fault("type", f"has type {mention.type!r}, which the schema lacks")
        if not 0 <= mention.start < mention.end <= len(text):
            yield fault("offsets", f"lies at {mention.start}-{mention.end} of {len(text)}")
            continue
        surface = document.surface(mention)
        if mention.start not in starts or mention.end not in ends:
            yield fault("boundary", f"«{surface}» does not begin and end with whole words")
        if re.search("[\r\n\u2028\u2029]", surface):
            yield fault("line-break", f"«{surface}» runs over a line break")
        if last and mention.start < last.end:
            yield fault("overlap", f"«{surface}» overlaps {last.id} «{document.surface(last)}»")
        if not last or mention.end > last.end:
            last = mention
        known = {a.name: a for a in schema.attributes_of(mention.type)}
        for name, value in mention.attributes.items():
            if name not in known:
                yield fault("attribute", f"of type {mention.type} bears no attribute {name!r}")
            elif value not in known[name].values:
                yield fault("attribute", f"{name} is {value!r}, not one of {known[name].values}")


def _relations(document: Document, schema: Schema) -> Iterator[Finding]:
    by_id = document.by_id()
    lines = paragraphs(document.text)
    seen: set[tuple[str, str, str]] = set()
    parents: dict[str, list[str]] = {}
    for relation in document.relations:
        head, tail = by_id.get(relation.head), by_id.get(relation.tail)
        say = f"{relation.head} {relation.type} {relation.tail}"
        if head is None or tail is None:
            gone = relation.head if head is None else relation.tail
            yield Finding(document.id, 0, "unknown-id", f"{say}: {gone} is no mention")
            continue
        at = head.start

        def fault(
            code: str, message: str, doubt: bool = False, at: int = at, say: str = say
        ) -> Finding:
            return Finding(document.id, at, code, f"{say}: {message}", doubt)

        if head.id == tail.id:
            yield fault("self", "a mention cannot be related to itself")
            continue
        rule = schema.relation.get(relation.type)
        if rule is None:
            yield fault("relation", f"the schema has no relation {relation.type!r}")
            continue
        if not schema.allows(head.type, relation.type, tail.type):
            lawful = schema.signatures.get((head.type, tail.type), ())
            yield fault(
                "signature",
                f"{head.type} -> {tail.type} is not lawful; lawful between "
                f"these: {', '.join(lawful) or 'nothing'}",
            )
        ends = (head.id, tail.id)
        key = (relation.type, *(sorted(ends) if rule.symmetric else ends))
        if key in seen:
            yield fault("duplicate-relation", "stands twice; keep one")
        seen.add(key)
        if rule.symmetric and rule.same_type and head.start < tail.start:
            yield fault("direction", "leads forward; write it from the later to the earlier")
        if not rule.far and _paragraph(lines, head) != _paragraph(lines, tail):
            yield fault("paragraph", "joins two paragraphs, which this relation may not", True)
        if relation.type in ("subtotal_of", "among", "part_of", "member_of"):
            parents.setdefault(relation.head, []).append(relation.tail)
    for name in sorted(parents):
        if _in_cycle(name, parents):
            yield Finding(
                document.id,
                by_id[name].start,
                "cycle",
                f"{name} is a part of itself through {', '.join(parents[name])}",
            )


def _doubts(document: Document, schema: Schema) -> Iterator[Finding]:
    """Loose mentions, names marked in one place and not in another, repeats that are not linked."""
    joined = {end for r in document.relations for end in (r.head, r.tail)}
    spans = words(document.text)
    covered = [(m.start, m.end) for m in document.mentions]
    marked = {
        document.surface(m): m
        for m in document.mentions
        if m.type in ("ACTOR", "PLACE", "FACILITY", "SOURCE", "PERSON")
    }
    for mention in document.mentions:
        if mention.id not in joined and schema.kinds.get(mention.type) in _BOUND:
            yield Finding(
                document.id,
                mention.start,
                "loose",
                f"{mention.id} «{document.surface(mention)}» has no relation",
                True,
            )
    repeats = {r.head for r in document.relations if r.type == "same_as"}
    named: dict[tuple[str, str], Mention] = {}
    for mention in sorted(document.mentions, key=lambda m: m.start):
        if mention.type in ("ACTOR", "PLACE", "PERSON"):
            earlier = named.get((mention.type, _bare(document.surface(mention))))
            if earlier and mention.id not in repeats:
                yield Finding(
                    document.id,
                    mention.start,
                    "unlinked",
                    f"{mention.id} «{document.surface(mention)}» repeats {earlier.id} "
                    f"without `{mention.id} same_as {earlier.id}`",
                    True,
                )
            named[mention.type, _bare(document.surface(mention))] = mention
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    for surface, mention in marked.items():
        at = document.text.find(surface)
        while at >= 0:
            end = at + len(surface)
            if (
                at in starts
                and end in ends
                and len(surface) > 3
                and not any(s < end and at < e for s, e in covered)
            ):
                yield Finding(
                    document.id,
                    at,
                    "unmarked",
                    f"«{surface}» is {mention.type} {mention.id} elsewhere, unmarked here",
                    True,
                )
            at = document.text.find(surface, end)


# Kinds of mention that say nothing unless a relation holds them.
_BOUND = ("event", "outcome", "group", "weapon", "date")


def _bare(surface: str) -> str:
    """A name without marks, quotes, spelling variants and the clitics of its first word."""
    surface = re.sub('[\u064b-\u065f\u0670\u0640“”"«»]', "", surface)
    surface = surface.translate(str.maketrans("أإآىة", "اااي\u0647"))
    first, *rest = surface.split() or [""]
    first = re.sub(r"^[وف](?=\w{3})", "", first)
    first = re.sub(r"^لل", "ال", first)
    first = re.sub(r"^[بلك](?=ال)|^[بل](?=\w{4})", "", first)
    return " ".join([first, *rest])


def _paragraph(lines: list[Span], mention: Mention) -> int:
    return sum(1 for line in lines if line.end <= mention.start)


def _in_cycle(name: str, parents: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(parents[name])
    while waiting:
        step = waiting.pop()
        if step == name:
            return True
        if step not in seen:
            seen.add(step)
            waiting += parents.get(step, [])
    return False
