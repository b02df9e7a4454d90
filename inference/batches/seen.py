"""Ids that were used, and where, in bounded memory. Knows no reports."""

import sqlite3


class SeenIds:
    """Ids in a temporary table, which goes to disk where it outgrows eight megabytes."""

    def __init__(self) -> None:
        # The empty name is SQLite's own temporary file, gone with the process however it ends.
        # Readers may run in a thread other than the one that opened this, one at a time.
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for line in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -8192",
            "CREATE TABLE seen (id BLOB PRIMARY KEY, place BLOB) WITHOUT ROWID",
            "BEGIN",
        ):
            self._table.execute(line)

    def before(self, name: str, where: str) -> str | None:
        """Where the id stood before; None, and it is remembered, if it is new. Raises `OSError`."""
        key = name.encode("utf-8", "surrogatepass")
        try:
            told = self._table.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)",
                (key, where.encode("utf-8", "surrogatepass")),
            )
            if told.rowcount:
                return None
            (place,) = self._table.execute("SELECT place FROM seen WHERE id = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise OSError(
                f"the ids that were used cannot be kept in the temporary folder ({error}); "
                "set TMPDIR to a disk with room"
            ) from error
        return str(bytes(place).decode("utf-8", "surrogatepass"))

    def close(self) -> None:
        """Give the table back."""
        self._table.close()
