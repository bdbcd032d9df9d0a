"""How honest `casebook analyse` is with small classes: its intervals beside a known truth, and a planted wrong key.

    uv run python benchmarks/analysis.py                 # 1000 classes of each size: most of an hour
    uv run python benchmarks/analysis.py --classes 200

Learners and questions come from a known model (`tests/casebook/analysis/classes.py`): 20 questions of one best answer of four. The first
table tells how often the 95 % interval holds the truth, which is that of a class of 200,000 learners with the same questions; the second how
often a wrong key is found, and how many of the sound questions are said to be wrong.
"""

import argparse
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

from casebook.analysis.advice import Concern, advise
from casebook.analysis.item import analyse_items

ROOT = Path(__file__).parents[1]
SIZES = (8, 20, 40, 200)


def load_classes() -> ModuleType:
    """Return the module that draws classes; it lies with the tests, outside any package."""
    spec = importlib.util.spec_from_file_location("classes", ROOT / "tests" / "casebook" / "analysis" / "classes.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


classes = load_classes()


def count_coverage(learners: int, number: int, replicates: int) -> Iterator[str]:
    """Yield a line for each statistic: how often its interval holds the truth, and how often it has one."""
    held, asked, had = classes.count_coverage(learners, number, replicates)
    for name, count in asked.items():
        share = f"{100 * held[name] / had[name]:6.1f} %" if had[name] else "       -"
        yield f"{learners:5}  {name:16}{share}   of {had[name]} intervals; none in {count - had[name]}"


def find_wrong_keys(learners: int, number: int, replicates: int) -> str:
    """Return a line: how often the planted wrong key is found, and how many sound items are said to be wrong."""
    luck = np.random.default_rng(17 + learners)
    found = false = 0
    for seed in range(1, number + 1):
        wrong = int(luck.integers(20))
        table = classes.draw_class(learners, luck, wrong=wrong)
        advice = advise(analyse_items(table, replicates=replicates, seed=seed))
        told = {each.item for each in advice if each.concern in (Concern.KEY, Concern.MISLEADS)}
        found += f"i{wrong}" in told
        false += len(told - {f"i{wrong}"})
    return f"{learners:5}  found {100 * found / number:5.1f} %   of sound items {100 * false / (19 * number):5.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=300)
    options = parser.parse_args()
    for learners in SIZES:
        print(*count_coverage(learners, options.classes, options.replicates), sep="\n", flush=True)
    for learners in SIZES:
        print(find_wrong_keys(learners, options.classes, options.replicates), flush=True)


if __name__ == "__main__":
    main()
