"""The walls of the sandbox, seen from inside: first bubblewrap's, then a submission's own."""

import json
import os
import select
import subprocess
import sys

import psutil
import pytest

from autograder.sandbox.bubblewrap import ENVIRONMENT, sandboxed
from autograder.sandbox.warmth import Ended, WarmProcess
from tests.support.sandboxed import needs_sandbox

pytestmark = needs_sandbox
SPACES = ("ipc", "mnt", "net", "pid", "user", "uts")
LOOK = f"""
import json, os, sys
from importlib.util import find_spec

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({{
    "spaces": {{name: os.readlink("/proc/self/ns/" + name) for name in {SPACES}}},
    "capabilities": [int(status["Cap" + kind], 16) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")],
    "who": [os.getuid(), os.getgid()],
    "session": os.getsid(0),
    "environment": sorted(os.environ),
    "folder": os.getcwd(),
    "root": os.listdir("/"),
    "kit": sorted(os.listdir("/kit/autograder") + os.listdir("/kit/autograder/sandbox")),
    "modules": [bool(find_spec(name)) for name in sys.argv[1:]],
    "writable": [folder for folder in (
        "/", "/dev", "/kit", "/kit/starter", "/usr", "/etc", "/weights", "/environment", sys.prefix
    ) if os.access(folder, os.W_OK)],
}}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What a program sees that bubblewrap runs for us."""
    weights = tmp_path_factory.mktemp("weights")
    modules = ("autograder.sandbox.inside", "autograder.oracles", "autograder.judging")
    command = sandboxed(["-c", LOOK, *modules], weights)
    environment = {**os.environ, "SECRET": "of the instructor"}
    done = subprocess.run(command, capture_output=True, env=environment, cwd="/usr", check=True)
    return json.loads(done.stdout)


def test_nothing_of_the_system_is_shared_that_can_be_divided(seen):
    for name in SPACES:
        assert seen["spaces"][name] != os.readlink(f"/proc/self/ns/{name}"), name


def test_a_program_is_nobody_and_may_nothing(seen):
    assert seen["who"] == [1000, 1000]
    assert seen["capabilities"] == [0, 0, 0, 0, 0]


def test_it_has_no_terminal_of_ours(seen):
    assert seen["session"] > 0  # 0 is one that began outside


def test_it_knows_no_environment_but_its_own(seen):
    own = {*ENVIRONMENT, "PATH", "PYTHONPATH", "PWD", "LC_CTYPE"}
    assert set(seen["environment"]) - own == set()
    assert set(ENVIRONMENT) <= set(seen["environment"])


def test_it_sees_what_serves_and_nothing_else(seen):
    places = {"bin", "dev", "environment", "etc", "kit", "lib", "lib64", "proc", "sbin", "sys"}
    extra = {place.split("/")[1] for place in (sys.base_prefix, sys.prefix)}
    assert set(seen["root"]) <= places | extra | {"tmp", "usr", "weights"}
    assert seen["kit"] == ["__init__.py", "__init__.py", "inside", "sandbox"]
    assert seen["modules"] == [True, False, False]
    assert seen["folder"] == "/tmp"


def test_it_writes_nowhere_but_into_its_scratch(seen):
    assert seen["writable"] == []


def test_it_ends_with_whoever_started_it(tmp_path):
    """Whoever started it is killed and cannot end it."""
    reader, writer = os.pipe()
    command = sandboxed(["-c", "print(flush=True); import time; time.sleep(60)"], tmp_path)
    start = f"import subprocess; subprocess.run({command}, pass_fds=[{writer}])"
    with subprocess.Popen(
        [sys.executable, "-c", start], stdout=subprocess.PIPE, pass_fds=[writer]
    ) as starter:
        os.close(writer)
        assert starter.stdout.readline()
        starter.kill()
        assert select.select([reader], [], [], 20)[0]
        assert os.read(reader, 1) == b""  # nobody holds the other end
    os.close(reader)


# prctl(2): GET_PDEATHSIG, GET_DUMPABLE, CAPBSET_READ, GET_NO_NEW_PRIVS
OWN = """
import ctypes, os, resource, socket

libc = ctypes.CDLL(None)
held = (ctypes.c_uint32 * 6)(*[1] * 6)
libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), held)
signal = ctypes.c_int()
libc.prctl(2, ctypes.byref(signal), 0, 0, 0)


def is_open(number):
    try:
        return os.fstat(number) is not None
    except OSError:
        return False


def reaches(address):
    try:
        server = socket.create_server((address, 0))
        socket.create_connection(server.getsockname(), 1)
    except OSError:
        return False
    return True


def flags(place):
    found = os.statvfs(place)
    return found.f_flag & (os.ST_NOSUID | os.ST_NODEV) == os.ST_NOSUID | os.ST_NODEV


{
    "process and session": (os.getpid(), os.getsid(0)),
    "capabilities": sum(held) + sum(max(0, libc.prctl(23, n, 0, 0, 0)) for n in range(64)),
    "no new privileges": libc.prctl(39, 0, 0, 0, 0),
    "memory to be read": libc.prctl(3, 0, 0, 0, 0),
    "signal at the keeper's end": signal.value,
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "nothing": [os.fstat(n).st_rdev == os.stat("/dev/null").st_rdev for n in range(3)],
    "open": [number for number in range(4096) if is_open(number)],
    "processes": os.listdir("/proc"),
    "terminals": os.listdir("/dev/pts"),
    "scratch": os.listdir("/tmp") + os.listdir("/dev/shm"),
    "no devices, no set-user-id": [flags(place) for place in ("/tmp", "/dev/shm", "/proc")],
    "network": [name for _, name in socket.if_nameindex()],
    "reaches itself": reaches("127.0.0.1"),
    "comes last": os.nice(0) > 0,
    "folder": os.getcwd(),
}
"""


def value(submission, source):
    """The value of a cell's last line."""
    (output,), _ = submission.run(source)
    return eval(output["data"]["text/plain"])


def test_a_submission_is_alone_and_may_nothing(submission):
    assert value(submission(), OWN) == {
        "process and session": (1, 1),
        "capabilities": 0,
        "no new privileges": 1,
        "memory to be read": 0,
        "signal at the keeper's end": 9,
        "core": (0, 0),
        "nothing": [True, True, True],
        "open": [0, 1, 2, 3],  # these three and the channel
        "processes": [],
        "terminals": ["ptmx"],
        "scratch": [],
        "no devices, no set-user-id": [True, True, True],
        "network": ["lo"],
        "reaches itself": False,
        "comes last": True,
        "folder": "/tmp",
    }


LEAVE = """
import ctypes, os, pty

open("/tmp/left", "w").close(), open("/dev/shm/left", "w").close()
terminal = pty.openpty()
memory = ctypes.CDLL(None).shmget(12345, 4096, 0o1666)  # IPC_CREAT
"""
FIND = """
import ctypes, os

found = os.path.exists("/tmp/left"), os.path.exists("/dev/shm/left"), len(os.listdir("/dev/pts"))
(*found, ctypes.CDLL(None).shmget(12345, 4096, 0o666))
"""


def test_a_submission_finds_nothing_of_one_beside_it(submission, warm):
    lender = submission()
    lender.run(LEAVE)
    *left, memory = value(lender, FIND)
    assert (left, memory >= 0) == ([True, True, 2], True)
    worker = WarmProcess(warm.weights, workers=warm.workers.dup())
    taker = worker.open()
    try:
        assert value(taker, FIND) == (False, False, 1, -1)
    finally:
        taker.close()
        worker.close()


def test_a_submission_ends_with_its_keeper(submission, warm):
    before = set(psutil.Process(warm.process.pid).children(recursive=True))
    one = submission()
    one.run("1")
    keeper, process = sorted(
        set(psutil.Process(warm.process.pid).children(recursive=True)) - before,
        key=lambda found: found.create_time(),
    )[-2:]
    keeper.kill()
    _, left = psutil.wait_procs([process], timeout=20)
    assert left == []
    with pytest.raises(Ended, match="crashed"):
        one.run("1")
