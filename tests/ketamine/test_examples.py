"""The examples in the subject's docstrings come out as they are written."""

import doctest
import importlib
import pkgutil

import pytest

import ketamine

MODULES = [each.name for each in pkgutil.walk_packages(ketamine.__path__, "ketamine.")]
TESTS = {name: doctest.DocTestFinder().find(importlib.import_module(name)) for name in MODULES}


@pytest.mark.parametrize("module", [name for name in MODULES if any(each.examples for each in TESTS[name])])
def test_every_example_comes_out(module):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    said = []
    for each in TESTS[module]:
        runner.run(each, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_the_functions_that_are_asked_most_have_one():
    shown = {each.name.rpartition(".")[2] for found in TESTS.values() for each in found if each.examples}
    assert {"infusion_dose", "pump_rate", "convert", "load_facts", "require", "simulate", "needed_to_treat"} <= shown
    assert len(shown) >= 15
