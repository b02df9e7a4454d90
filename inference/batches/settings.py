"""What a run of `marsad extract` was asked for. Knows no files and no model."""

import datetime

from msgspec import Struct

# Set before numpy is loaded: it sums on one thread. On more, the last digits of a score depend on
# how many cores the machine has.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


class Settings(Struct, frozen=True, kw_only=True):
    """What a run of `marsad extract` was asked for."""

    model: str = "compact"
    device: str = "auto"
    published: str | None = None
    min_score: float = 0.0
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                datetime.date.fromisoformat(self.published)
            except ValueError as error:
                raise ValueError(
                    f"--published {self.published}: no date; write YYYY-MM-DD"
                ) from error

    def standing(self) -> dict[str, str]:
        """What of it decides the results, by the options' names."""
        return {
            "--published": self.published or "none",
            "--min-score": str(self.min_score),
            "--batch-size": str(self.batch_size),
        }
