"""Every public function that computes something names its source, and every public name says what it is."""

import importlib
import inspect
import pkgutil

import pytest

import ketamine

PLUMBING = (
    "read_",
    "load_",
    "check_",
    "list_entries",
    "describe",
    "freeze",
    "show",
    "require_within",
    "quantity_of",
    "counts",
    "number_of",
)
MODULES = [each.name for each in pkgutil.walk_packages(ketamine.__path__, "ketamine.")]


def public(module):
    loaded = importlib.import_module(module)
    for name, thing in vars(loaded).items():
        if not name.startswith("_") and getattr(thing, "__module__", None) == module:
            yield name, thing


@pytest.mark.parametrize("module", MODULES)
def test_functions_name_their_source(module):
    missing = [
        name
        for name, thing in public(module)
        if inspect.isfunction(thing) and not name.startswith(PLUMBING) and "Source: " not in (thing.__doc__ or "")
    ]
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_a_docstring(module):
    assert importlib.import_module(module).__doc__
    assert [name for name, thing in public(module) if callable(thing) and not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_wants_to_be_two(module):
    assert len(inspect.getsource(importlib.import_module(module)).splitlines()) <= 400
