"""What a process shuts itself out from before it looks at a file that anybody may have made.

Two walls, because a machine may lack either: Landlock (Linux 5.13) shuts the file system and, from
Linux 6.7, TCP; seccomp through libseccomp, which apt and systemd bring along, leaves only the
system calls that computing needs. Neither needs root. Beside them a limit that every Unix knows:
no descriptor can be opened.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

if sys.platform != "win32":
    import resource

_SET_NO_NEW_PRIVILEGES = 38
# The same numbers on every architecture (include/uapi/asm-generic/unistd.h).
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
# The rights that each version of Landlock knows (Documentation/userspace-api/landlock.rst).
_FILE_RIGHTS = {1: 1 << 13, 2: 1 << 14, 3: 1 << 15, 5: 1 << 16}
_TCP_SINCE, _TCP_RIGHTS = 4, 0b11
_SCOPES_SINCE, _SCOPES = 6, 0b11

_LIBSECCOMP = "libseccomp.so.2"
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NOT_THERE = 0x00050000 | errno.ENOSYS
# What a new thread tells the kernel of itself.
_CALLS_OF_THREADS = ("rseq", "set_robust_list")
# Which argument of clone holds its flags, and the one of them for a thread (clone(2)).
_CLONE_FLAGS = 1 if platform.machine() == "s390x" else 0
_CLONE_THREAD = 0x10000
_MASKED_EQUAL = 7
# Memory, the pipes that are open already, time, and the end. Nothing that names a file, an address
# or another process.
_CALLS = (
    *("brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise"),
    *("read", "write", "writev", "close", "fstat", "fstat64", "lseek", "_llseek"),
    *("futex", "futex_time64", "sched_yield", "restart_syscall"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack"),
    *("clock_gettime", "clock_gettime64", "gettimeofday", "getrandom", "getpid", "gettid"),
    *("exit", "exit_group"),
)


class _Comparison(ctypes.Structure):
    """scmp_arg_cmp of libseccomp: `value & mask == datum` for an argument of a call."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("datum", ctypes.c_uint64),
    )


def close_walls(may_start_threads: bool = False) -> list[str]:
    """Shut this process in, for good; return the names of the walls that are not to be had.

    Threads that it starts later stand behind the same walls.
    """
    # Found while files can still be opened, put up last: it forbids to put up the others.
    library = _libseccomp()
    walls = {
        "landlock": _close_files(),
        "descriptors": _refuse_descriptors(),
        "seccomp": library is not None and _keep_calls(library, may_start_threads),
    }
    return [name for name, stands in walls.items() if not stands]


def _close_files() -> bool:
    """No file and no TCP from here on, by a rule set that grants nothing."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    version = libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    files = max(right for since, right in _FILE_RIGHTS.items() if since <= version) - 1
    tcp = _TCP_RIGHTS if version >= _TCP_SINCE else 0
    scopes = _SCOPES if version >= _SCOPES_SINCE else 0
    rules = struct.pack("=QQQ", files, tcp, scopes)
    handle = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    is_closed = handle >= 0 and bool(libc.syscall(_RESTRICT_SELF, handle, 0) == 0)
    if handle >= 0:
        os.close(handle)
    return is_closed


def _libseccomp() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(_LIBSECCOMP)
    except OSError:
        return None


def _keep_calls(library: ctypes.CDLL, may_start_threads: bool) -> bool:
    """Refuse every system call but a few; what is refused fails as if it were forbidden."""
    library.seccomp_init.restype = ctypes.c_void_p
    calls = ctypes.c_void_p(library.seccomp_init(_REFUSE))
    for name in (*_CALLS, *(_CALLS_OF_THREADS if may_start_threads else ())):
        # Some stand on other architectures only, where this has no effect.
        number = library.seccomp_syscall_resolve_name(name.encode())
        library.seccomp_rule_add(calls, _ALLOW, number, 0)
    if may_start_threads:
        _allow_threads(library, calls)
    return bool(library.seccomp_load(calls) == 0)


def _allow_threads(library: ctypes.CDLL, calls: ctypes.c_void_p) -> None:
    """Let clone start threads and no processes. What clone3 is to start cannot be seen from here:
    it is said not to be there, and glibc takes clone."""
    number = library.seccomp_syscall_resolve_name(b"clone")
    is_thread = _Comparison(_CLONE_FLAGS, _MASKED_EQUAL, _CLONE_THREAD, _CLONE_THREAD)
    library.seccomp_rule_add_array(calls, _ALLOW, number, 1, ctypes.byref(is_thread))
    number = library.seccomp_syscall_resolve_name(b"clone3")
    library.seccomp_rule_add(calls, _NOT_THERE, number, 0)


def _refuse_descriptors() -> bool:
    """No file, socket or pipe more than those that are open."""
    if sys.platform == "win32":
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return True
