"""Errors that tell their own mend end a command in one line. Knows the errors, no command."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from annotations.schema import SchemaError
from inference.bundle import BundleError
from training.compact import BackboneError
from training.config import ConfigError
from training.data import DataError
from training.markers import MarkerError


@contextmanager
def refusals(command: str) -> Iterator[None]:
    """End `marsad COMMAND` with status 2 and a line on stderr where such an error comes up."""
    try:
        yield
    except (
        BackboneError,
        BundleError,
        ConfigError,
        DataError,
        MarkerError,
        SchemaError,
        OSError,
    ) as error:
        typer.echo(f"marsad {command}: {error}", err=True)
        raise typer.Exit(2) from error
