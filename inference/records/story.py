"""What a report's marks say of its groups, before any row is filled. Knows no tables of names.

The order matters: threads first, then groups and how they lie in each other, then what befell them.
"""

from collections.abc import Mapping

from msgspec import Struct

from inference.records.causes import Causes
from inference.records.fates import Fates
from inference.records.figures import Figures
from inference.records.groups import Groups
from inference.records.headlines import summing
from inference.records.marks import Marks
from inference.records.murders import murdered
from inference.records.namings import namings
from inference.records.scenes import Scenes
from inference.records.scopes import Scopes
from inference.records.threads import Threads
from inference.records.trees import Tree
from inference.records.when import Dates


class Story(Struct, frozen=True, kw_only=True):
    """The parts of the understanding that all rows share."""

    marks: Marks
    dates: Dates
    figures: Figures
    threads: Threads
    scenes: Scenes
    causes: Causes
    groups: Groups
    tree: Tree
    fates: Fates
    scopes: Scopes

    @classmethod
    def read(cls, marks: Marks, sides: Mapping[str, str]) -> "Story":
        """Put the parts together. `sides`: the side of each actor mention where it is certain."""
        dates, figures = Dates(marks), Figures(marks)
        nouns = [(c, v) for c, v in figures.owner.items() if marks.type(v) == "VICTIM"]
        threads = Threads(marks, sides, nouns)
        scenes = Scenes(marks, threads)
        if sums := summing(marks, threads, scenes, dates, figures):
            threads = Threads(marks, sides, nouns, sums)
            scenes = Scenes(marks, threads)
        causes = Causes(marks, threads)
        murders = murdered(marks)
        groups = Groups(marks, threads, figures, murders)
        tree = Tree(marks, groups, namings(marks, threads, groups, murders))
        fates = Fates(marks, groups, tree, murders)
        return cls(
            marks=marks,
            dates=dates,
            figures=figures,
            threads=threads,
            scenes=scenes,
            causes=causes,
            groups=groups,
            tree=tree,
            fates=fates,
            scopes=Scopes(marks, threads, figures, groups, tree, fates, causes),
        )
