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
