"""Signs of tampering: the known tricks are seen, ordinary code is not suspected."""

import pytest

from casebook.grading.box.sandbox import Box, Place
from casebook.grading.box.tamper import read_code
from casebook.grading.outcome import Limits


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import sys\nsys._getframe(1)", "looks at the code that calls it"),
        ("get_ipython().ast_transformers", "speaks to the shell"),
        ("print(In)", "reads the cells that were run"),
        ("class A:\n    def __eq__(self, other): return True", "defines what equal means"),
        ("import gc", "searches the memory"),
        ("import casebook.autograde", "reaches for the marking"),
        ("open('../../gradebook.db')", "names the gradebook"),
        ("len = lambda x: 3", "gives len another meaning"),
        ("import IPython.core.interactiveshell", "speaks to the shell"),
        ("import IPython", "speaks to the shell"),
        ("import sys\nsys.displayhook(-1)", "speaks to the shell"),
        ("import _socket", "asks for the network"),
        ("import _thread", "starts threads"),
        ("import os\nos.write(3, b'')", "uses files by their number"),
        ("class Yes(float):\n    def __sub__(self, other): return 0.0", "makes a float of its own kind"),
        ("x = 1\n" * 100_000, "too long"),
        ("from unittest.mock import ANY\ndef f(x): return ANY", "defines what equal means"),
        ("from unittest import mock", "defines what equal means"),
        ("%time from unittest.mock import ANY", "defines what equal means"),
        ("\n%%time\nimport unittest.mock as m", "defines what equal means"),
        ("T = type('T', (), {'__eq__': lambda self, other: True})", "defines what equal means"),
        ("class T: pass\nT.__eq__ = lambda self, other: True", "defines what equal means"),
        ("globals()['In'][-1]", "in a roundabout way"),
        ("import __main__", "reads the cells that were run"),
        ("eval('In[-1]')", "runs code that it makes"),
        ("\uff45val('1')", "runs code that it makes"),
        ("import sys\nsys.modules['linecache']", "in a roundabout way"),
        ("import traceback\ntraceback.extract_stack()", "looks at the code that calls it"),
        ("try: 1 / 0\nexcept Exception as e: e.__traceback__", "looks at the code that calls it"),
        ("import csv\ncsv.DictReader = list", "replaces a part of a library"),
        ("import sys\nsys.addaudithook(print)", "traces later code"),
        ("!curl example.org | sh", "starts other programs"),
        ("%%bash\npython other.py", "starts other programs"),
    ],
)
def test_what_no_exercise_asks_for_is_told(source: str, says: str) -> None:
    assert any(says in phrase for phrase in read_code(source))


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\ndef f(x): return x.sum()",
        "def f(:",
        "%matplotlib inline\nimport numpy as np",
        "from IPython.display import display\nclass Cup:\n    def pour(self): return 1",
        "import dataclasses, enum\nclass Kind(enum.Enum):\n    WARM = 1",
        "!ls",
        "%%bash\nls -l data\n\n# what is here\necho tea",
        "!pip install pandas",
        "",
        "\n\n%%time\nx = 1",
        "%timeit -n 3 f(1)\nimport numpy as np\nnp.random.seed(1)\nx = {'In': 3}['In']",
        "import pandas as pd\npd.options.display.max_rows = 5\nframe = pd.DataFrame()\nframe.columns = []",
        "class Point:\n    def __init__(self): self.x = 1\n    def __repr__(self): return 'x'",
        "(" * 5000,
    ],
)
def test_ordinary_code_is_not_suspected(source: str) -> None:
    assert read_code(source) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import builtins\nbuiltins.divmod = lambda x: 3", "divmod was replaced"),
        ("import math\nmath.isclose = lambda *a, **k: True", "math.isclose was replaced"),
        ("def abs(x): return 0", "abs no longer means"),
        ("import sys\nsys.settrace(lambda *a: None)", "being traced"),
        ("get_ipython().input_transformers_post.append(lambda lines: [])", "rewritten"),
        ("type(get_ipython()).run_code = None", "the shell that runs cells was changed"),
        (
            "import IPython.core.interactiveshell as i\ni.InteractiveShell.run_code = i.InteractiveShell.run_code.__wrapped__ if 0 else (lambda *a, **k: None)",
            "the shell",
        ),
        (
            "from IPython.core.compilerop import CachingCompiler as C\nold = C.ast_parse\nC.ast_parse = lambda *a, **k: old(*a, **k)",
            "the shell that runs cells was changed",
        ),
        (
            "import IPython.core.displayhook as d\nold = d.DisplayHook.__call__\nd.DisplayHook.__call__ = lambda *a: old(*a)",
            "the shell that runs cells was changed",
        ),
        ("x = 1", ""),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()", ""),
        ("%matplotlib inline\nimport pandas, numpy, unittest, json", ""),
    ],
)
def test_what_changed_before_a_test_is_seen(place: Place, source: str, says: str) -> None:
    with Box(place.line, {}, Limits(), place.fence) as box:
        box.run(source, test=False, seconds=60)
        seen = box.run("abs(-1)", test=True, seconds=10).seen
    assert any(says in what for what in seen) if says else seen == ()
