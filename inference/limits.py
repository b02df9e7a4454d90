"""Cores and memory that this process may use, of the machine or of its container. Knows Linux."""

import os
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Cores that this process may use, at least one, by its affinity and its container's quota."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _told(_GROUP / "cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit() and int(period):
        own = min(own, int(quota) // int(period))
    return max(1, own)


def free_memory() -> int | None:
    """Bytes that can still be had, of the machine and of its container; None if not told."""
    found = []
    for line in _told(Path("/proc/meminfo")).splitlines():
        if line.startswith("MemAvailable:"):
            found.append(int(line.split()[1]) * 1024)
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        most, now = _told(_GROUP / limit), _told(_GROUP / used)
        if most.isdigit() and now.isdigit():
            found.append(max(0, int(most) - int(now)))
    return min(found, default=None)


def _told(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
