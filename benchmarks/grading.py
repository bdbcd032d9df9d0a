"""How fast a class is graded, beside `nbgrader autograde` on the same hand-ins and the same cores, in one run.

    uv run python benchmarks/grading.py                    # ours for every size, nbgrader on a sample of each
    uv run python benchmarks/grading.py --whole            # nbgrader on every hand-in too: most of an hour

Every number counts all processes from their start to their end, database writes included: processor seconds (own and children's)
and seconds on the clock. Without ``--whole`` nbgrader grades the first of the class only, and its cost for the rest is what
each further hand-in cost it: it is strictly serial, so that is how it grows. Ratios are what to quote; a busy computer
stretches the clock and not so much the processor.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = 24


@dataclass(frozen=True)
class Cost:
    """Processor seconds and seconds on the clock."""

    processor: float
    clock: float

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.processor - other.processor, self.clock - other.clock)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.processor + other.processor, self.clock + other.clock)

    def __mul__(self, factor: float) -> "Cost":
        return Cost(self.processor * factor, self.clock * factor)

    def __truediv__(self, other: "Cost") -> "Cost":
        return Cost(self.processor / other.processor, self.clock / other.clock)

    def __str__(self) -> str:
        return f"{self.processor:8.2f} CPU-s {self.clock:8.2f} s"


def measure(commands: list[list[str]], folder: Path) -> Cost:
    """Run commands at the same time to their end; what they and all below them cost."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    # Both keep their compiled modules, as they do for anybody who has run them once.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "benchmark.log").open("ab") as log:
        running = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) for command in commands
        ]
        codes = [process.wait() for process in running]
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if any(codes):
        raise SystemExit(f"{commands[0]}: exit code {codes} - see {folder / 'benchmark.log'}")
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock)


def casebook(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "casebook", *arguments]


def nbgrader(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "nbgrader", *arguments]


def make_class(exercise: str, learners: int, folder: Path) -> Path:
    """Return a copy of this course in which a class has handed in an exercise."""
    course = folder / f"{exercise}-{learners}"
    course.mkdir()
    for name in ("answers", "exercises", "book"):
        shutil.copytree(ROOT / name, course / name)
    for name in ("nbgrader_config.py", "_config.yml"):
        shutil.copy(ROOT / name, course)
    measure([casebook("release", exercise)], course)
    measure([casebook("sample-class", "--exercise", exercise, "--learners", str(learners))], course)
    measure([casebook("collect", exercise, "_build/sample-class")], course)
    return course


def keep_first(course: Path, learners: int, name: str) -> Path:
    """Return an ungraded copy of a course with only the first of its class."""
    small = course.with_name(f"{course.name}-{name}")
    shutil.copytree(course, small, ignore=shutil.ignore_patterns("autograded", "_build"))
    for folder in sorted((small / "submitted").iterdir())[learners:]:
        shutil.rmtree(folder)
    return small


def run_nbgrader(course: Path, exercise: str, learners: int, whole: bool) -> tuple[Cost, Cost, str]:
    """Return what nbgrader costs as one process and as two, and how that is known."""
    halves = [nbgrader("autograde", exercise, f"--student=*[{digits}]") for digits in ("02468", "13579")]
    if whole:
        one = measure([nbgrader("autograde", exercise)], keep_first(course, learners, "one"))
        return one, measure(halves, keep_first(course, learners, "two")), "measured"
    few = min(SAMPLE, learners)
    measure([nbgrader("autograde", exercise)], keep_first(course, 1, "warm"))
    small = measure([nbgrader("autograde", exercise)], keep_first(course, 1, "one"))
    large = measure([nbgrader("autograde", exercise)], keep_first(course, few + 1, "more"))
    each = (large - small) * (1 / few)
    one = small + each * (learners - 1)
    two = measure(halves, keep_first(course, few, "two"))
    start = small - each  # of one process; each of the two has its own, at the same time
    two = Cost(2 * start.processor, start.clock) + Cost(
        max(two.processor - 2 * start.processor, 0), max(two.clock - start.clock, 0)
    ) * (learners / few)
    return one, two, f"from {few + 1} hand-ins, {each.processor:.2f} CPU-s each"


def measure_floor(course: Path, exercise: str) -> float:
    """Return the processor seconds of the trainees' own cells and their tests, run in one warm process and nothing else."""
    code = """
import contextlib, io, json, os, sys, time
from pathlib import Path
with contextlib.suppress(ImportError):
    import numpy, pandas
total = 0.0
for path in sorted(Path("autograded").glob(f"*/{sys.argv[1]}/{sys.argv[1]}.ipynb")):
    cells = [c["source"] for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"
             and "--code" in c["metadata"].get("nbgrader", {}).get("grade_id", "")]
    if not json.loads((path.parent / "casebook.json").read_text())["results"][0]["rung"] == "zygote":
        continue
    os.chdir(path.parent)
    names, before = {"__name__": "__main__"}, time.process_time()
    for source in cells:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(BaseException):
            exec(compile(source, "cell", "exec"), names)
    total += time.process_time() - before
    os.chdir("../../..")
print(total)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, exercise], cwd=course, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def measure_peak(course: Path, exercise: str) -> float:
    """Return the most memory, in megabytes, that grading used at one time, shared parts counted once (PSS)."""
    process = subprocess.Popen(
        casebook("grade", exercise, "--force"), cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while process.poll() is None:
        total, left = 0, [process.pid]
        while left:
            pid = left.pop()
            try:
                left += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(rollup.partition("Pss:")[2].split()[0])
            except (OSError, ValueError, IndexError):
                continue
        peak = max(peak, total)
        time.sleep(0.05)
    return peak / 1024


def compare(exercise: str, learners: int, folder: Path, *, whole: bool, floor: bool) -> dict[str, object]:
    """Grade one class with both and print what it cost."""
    course = make_class(exercise, learners, folder)
    one, two, how = run_nbgrader(course, exercise, learners, whole)
    # Seconds instead of minutes: chance has more of a say, so the middle one of three.
    tries = [keep_first(course, learners, f"try-{number}") for number in range(2)]
    costs = [measure([casebook("grade", exercise)], each) for each in (*tries, course)]
    ours = Cost(sorted(cost.processor for cost in costs)[1], sorted(cost.clock for cost in costs)[1])
    ratio, pair = one / ours, two / ours
    print(f"\n{exercise}, {learners} hand-ins")
    print(f"  nbgrader autograde            {one}   ({how})")
    print(f"  nbgrader as two processes     {two}")
    print(f"  casebook grade                {ours}   ({ours.clock / learners * 1000:.1f} ms each, all included)")
    print(
        f"  nbgrader / casebook           {ratio.processor:8.1f} CPU   {ratio.clock:8.1f} clock   (two processes: {pair.clock:.1f} clock)"
    )
    if floor:
        own = measure_floor(course, exercise)
        print(
            f"  trainees' own cells           {own:8.2f} CPU-s: casebook costs {ours.processor / max(own, 1e-3):.1f} times that"
        )
        print(f"  memory at most                {measure_peak(course, exercise):8.0f} MB")
    return {
        "exercise": exercise,
        "learners": learners,
        "cpu": round(ratio.processor, 1),
        "clock": round(ratio.clock, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mixed", default="pharmacology", help="an exercise with a code task")
    parser.add_argument(
        "--answered", default="events-pressure", help="an exercise answered wholly in the response file"
    )
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--whole", action="store_true", help="let nbgrader grade every hand-in, instead of a sample")
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[10, 50, 500, 2000], help="sizes for the cost of each hand-in"
    )
    options = parser.parse_args()
    print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="casebook-benchmark-") as name:
        folder = Path(name)
        measure([casebook("grade", options.mixed)], make_class(options.mixed, 2, folder))  # so that all is compiled
        found = [
            compare(options.mixed, options.learners, folder, whole=options.whole, floor=True),
            compare(options.answered, options.learners, folder, whole=options.whole, floor=False),
            compare(options.mixed, 12, folder, whole=options.whole, floor=False),
        ]
        print(
            "\nCost of each hand-in by the size of the class: all included, and of each further one since the line above"
        )
        for exercise in (options.mixed, options.answered):
            before, least = Cost(0, 0), 0
            for learners in sorted(options.growth):
                cost = measure([casebook("grade", exercise)], make_class(exercise, learners, folder))
                further = (cost - before) * (1000 / (learners - least))
                print(
                    f"  {exercise:20} {learners:5}   {cost}   {cost.processor / learners * 1000:7.1f} CPU-ms each;"
                    f" further {further.processor:7.1f} CPU-ms {further.clock:7.1f} ms"
                )
                before, least = cost, learners
                shutil.rmtree(folder / f"{exercise}-{learners}")
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main()
