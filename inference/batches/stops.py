"""A run that ends before its end, and the line that says so. Knows no reports and no model."""

import errno
import os
import sys

# What a person sends, what a full disk, a broken one or a closed pipe answers.
CTRL_C = 130
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Stopped(RuntimeError):  # noqa: N818 - a stop is no error of the program's
    """Why a run stopped and how to go on, in one line; `status` is the exit status."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.status = status


def stopped(cause: BaseException, so_far: str, kept: str) -> Stopped:
    """The stop for a cause: `KeyboardInterrupt` or `OSError`.

    `so_far`: what was done; `kept`: where it is and how to go on.
    """
    if isinstance(cause, KeyboardInterrupt):
        return Stopped(f"stopped by Ctrl-C; {so_far}; {kept}", CTRL_C)
    if isinstance(cause, BrokenPipeError):
        let_go_of_stdout()
        return Stopped(f"stopped: who read the output closed it; {so_far}; {kept}", 1)
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return Stopped(f"stopped: no room on the disk ({cause.strerror}); {so_far}; {kept}", 1)
    return Stopped(f"stopped: {cause}; {so_far}; {kept}", 1)


def let_go_of_stdout() -> None:
    """Send what is still waiting for a closed pipe nowhere, else Python complains at its exit."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return  # not a real one: a test's
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
