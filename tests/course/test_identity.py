"""Nothing that is kept, handed out or published hangs on the processor: not on the kernels that linear algebra picks, not on a last bit."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numpy._core import _multiarray_umath as core  # type: ignore[attr-defined]

from casebook.author.bank_reader import read_bank
from casebook.author.course import find_course
from casebook.text.case import Kind

ROOT = Path(__file__).parents[2]
FEATURES = core.__cpu_features__
# OpenBLAS runs what it is told to run, also where the machine can't.
KERNELS = {"Prescott": "SSE3", "Haswell": "AVX2", "Zen": "AVX2", "SkylakeX": "AVX512_SKX"}


def take(*planted: str, **environment: str) -> Any:
    """Return the census of the course (see identity.py), taken in a process of its own."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("identity.py"), *planted],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def census() -> Any:
    return take()


def differences(one: Any, other: Any) -> list[str]:
    assert {group: set(one[group]) for group in one} == {group: set(other[group]) for group in other}
    return [f"{group} {name}" for group in one for name in one[group] if one[group][name] != other[group][name]]


def test_the_census_holds_the_whole_bank(census: Any) -> None:
    assert len(census["prints"]) > 400 and len(census["simulators"]) > 10
    assert sum(name.startswith("exercises/") for name in census["files"]) > 40


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_of_the_linear_algebra_makes_the_same(kernel: str, census: Any) -> None:
    if not FEATURES.get(KERNELS[kernel]):
        pytest.skip(f"this machine can't run the kernels of {kernel}")
    assert differences(census, take(OPENBLAS_CORETYPE=kernel)) == []


def test_a_processor_without_any_feature_makes_the_same(census: Any) -> None:
    off = [name for name in core.__cpu_dispatch__ if FEATURES.get(name)]
    plain = take(NPY_DISABLE_CPU_FEATURES=" ".join(off), GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F")
    assert differences(census, plain) == []


@pytest.mark.parametrize("planted", ["up", "down", "1.0000000000001", "0.9999999999999"])
def test_the_last_bits_of_a_computed_number_change_nothing(planted: str, census: Any) -> None:
    assert differences(census, take(planted)) == []


def test_the_sixth_figure_of_a_key_changes_the_item_and_no_other(census: Any) -> None:
    found = differences(census, take("1.00001"))
    bank = read_bank(find_course(ROOT))
    items = [item for case in bank.list_parts() for item in getattr(case, "items", ())]
    assert {name.removeprefix("prints ") for name in found if name.startswith("prints ")} == {
        item.name for item in items if item.kind is Kind.NUMBER
    }
    assert {"simulators infusion", "simulators routes", "simulators spray-effects"} <= set(found)
