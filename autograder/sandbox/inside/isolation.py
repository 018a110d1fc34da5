"""Shuts a process off from the rest: namespaces, an empty file system, limits, no capabilities."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

# mount, ipc, user, pid, network
_NEW_NAMESPACES = 0x00020000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_NOSUID, _NODEV = 2, 4
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _DROP_BOUNDING = 1, 4, 24
_CAPABILITY_VERSION = 0x20080522
_LAST_CAPABILITY = 63


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def hide_memory() -> None:
    """Make this process's memory unreadable for others of the same user."""
    _libc().prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def enter_namespaces() -> None:
    """Enter new user, pid, mount, ipc and network namespaces; the next child is the first there.

    Nothing is up in the new network, not even its loopback. Raises OSError where the system does
    not allow it.
    """
    user, group = os.getuid(), os.getgid()
    _libc().prctl(_SET_DUMPABLE, 1, 0, 0, 0)  # else its own maps cannot be written
    _checked(_libc().unshare(_NEW_NAMESPACES))
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"1000 {user} 1"),
        ("gid_map", f"1000 {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    hide_memory()


def die_with_parent() -> None:
    """Have this process killed when its parent ends."""
    _libc().prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def empty_file_system(scratch: int) -> None:
    """Mount a private scratch folder of so many bytes on /tmp, its own terminals, no /proc.

    Nothing of it is seen outside: mounts of a new user namespace stay in it (mount_namespaces(7)).
    """
    libc = _libc()
    for place, size in (("/tmp", scratch), ("/dev/shm", scratch), ("/proc", 4096)):
        options = f"size={size},mode=700".encode()
        _checked(libc.mount(b"tmpfs", place.encode(), b"tmpfs", _NOSUID | _NODEV, options))
    # A terminal of one submission would be one of all: what is written there, another could read.
    _checked(libc.mount(b"devpts", b"/dev/pts", b"devpts", _NOSUID, b"newinstance,ptmxmode=0666"))


def limit(limits: dict, base_memory: int) -> None:
    """Set the limits that the kernel keeps; `base_memory` is what the process has already."""
    for kind, most in (
        (resource.RLIMIT_AS, base_memory + limits["memory"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (int(most), int(most)))


def limit_tasks(most: int) -> None:
    """Set how many processes and threads the kernel lets this user namespace have."""
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def drop_capabilities() -> None:
    """Give up every privilege in the new namespaces, for good: bubblewrap lets none come back."""
    libc = _libc()
    for capability in range(_LAST_CAPABILITY + 1):
        libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _checked(libc.capset(header, (ctypes.c_uint32 * 6)()))


def address_space() -> int:
    """Return the size of this process's address space in bytes, 0 where it is not known."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _checked(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
