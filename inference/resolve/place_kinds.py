"""How far the kind of a place speaks against its being meant. Knows kinds, no places.

The weights were set with those of `place_choice`; they rank, they are no probabilities.
"""

from inference.resolve.place_names import Reading

# How much rather a bare name means a place of this kind, when nothing else tells.
RANK = {
    "country": 0.0, "city": 0.0, "region": 0.1, "town": 0.3, "governorate": 0.35, "desert": 0.2,
    "district": 0.5, "subdistrict": 0.55, "village": 0.9, "quarter": 0.9,
}  # fmt: skip
OTHER_RANK = 0.3
# Sides and countrysides are of the largest unit of that name.
AREA_RANK = {"governorate": 0.0, "country": 0.0, "region": 0.1, "district": 0.2, "subdistrict": 0.4}
NEXT_KIND = 0.35  # against each next kind that a head noun may name
OTHER_KIND = 0.6  # against a kind that the head noun does not name


def unlikeliness(kind: str, reading: Reading) -> float:
    """How little a mention read so would mean a place of this kind; 0 is the likeliest."""
    if reading.kinds and not reading.rural:
        if kind in reading.kinds:
            return NEXT_KIND * reading.kinds.index(kind)
        return OTHER_KIND + 0.3 * RANK.get(kind, OTHER_RANK)
    if reading.rural or reading.side:
        return AREA_RANK.get(kind, 0.8)
    return RANK.get(kind, OTHER_RANK)
