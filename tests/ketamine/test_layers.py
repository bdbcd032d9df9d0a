"""How the subject hangs together: rooms in the order of the work, each of which imports only what stands below it."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

import ketamine

PACKAGE = Path(ketamine.__file__).parent
# from the ground up; a room imports only those before it
ORDER = (
    "registry",
    "quantity",
    "rule",
    "trial",
    "model",
    "bedside",
    "calculator",
    "validation",
    "explore",
    "plot",
    "claim",
    "checklist",
    "subject",
    "",  # the package's own door
)
MOST_IN_A_CHAIN = 11
MOST_IN_A_FOLDER = 14


def _load():
    """tests/layers.py, which is shared with the engine's tests and lies outside any package."""
    spec = importlib.util.spec_from_file_location("layers", Path(__file__).parents[1] / "layers.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


layers = _load()
IMPORTS = layers.read_imports(PACKAGE)


def test_a_room_imports_only_what_stands_below_it():
    assert layers.find_climbs(IMPORTS, order=ORDER) == []


def test_no_modules_import_each_other_not_even_lazily():
    assert layers.find_cycles(IMPORTS) == []


def test_no_chain_of_imports_is_too_long_to_follow():
    assert len(layers.find_longest_chain(IMPORTS)) <= MOST_IN_A_CHAIN, layers.find_longest_chain(IMPORTS)


def test_no_folder_is_too_full_to_read():
    assert {folder: count for folder, count in layers.count_files(PACKAGE).items() if count > MOST_IN_A_FOLDER} == {}


def test_no_public_name_has_two_meanings():
    assert layers.find_twice(PACKAGE) == {}


def test_no_two_modules_have_one_file_name():
    assert layers.find_stems_twice(PACKAGE) == {}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_a_door_lists_its_names_and_then_all_that_it_opens(path):
    """A folder's door that re-exports has an __all__, true to what it imports and defines; a module has none."""
    body = ast.parse(path.read_text("utf-8")).body
    listed = [
        ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "__all__" for to in node.targets)
    ]
    opened = {
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ketamine.")
        for alias in node.names
    }
    if path.name != "__init__.py":
        assert listed == []
    elif listed:
        made = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert listed == [sorted(listed[0])]
        assert set(listed[0]) <= opened | made and {each for each in made if not each.startswith("_")} <= set(listed[0])


# what the checker itself can see, on packages planted for it


def _plant(folder, **modules):
    for name, text in modules.items():
        path = folder / "shop" / f"{name.replace('__in__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "shop"


def test_an_import_inside_a_function_counts(tmp_path):
    shop = _plant(tmp_path, one="def f():\n    from shop import two\n", two="import shop.one\n")
    imports = layers.read_imports(shop)
    assert imports == {"one": {"two"}, "two": {"one"}}
    assert layers.find_cycles(imports) == [("one", "two")]
    with pytest.raises(ValueError, match="import each other"):
        layers.find_longest_chain(imports)


def test_a_climb_and_a_room_nobody_placed_are_told(tmp_path):
    shop = _plant(tmp_path, low__in__x="from shop.high.y import z\n", high__in__y="z = 1\n", odd="")
    assert layers.find_climbs(layers.read_imports(shop), order=("low", "high")) == [
        "odd stands in no order",
        "low.x imports high.y, which stands above it",
    ]
    assert layers.find_longest_chain(layers.read_imports(shop)) == ("low.x", "high.y")


def test_names_used_twice_and_files_are_counted(tmp_path):
    shop = _plant(tmp_path, low__in__x="def f(): ...\n", high__in__x="class f: ...\n")
    assert layers.find_twice(shop) == {"f": ["high.x", "low.x"]}
    assert layers.find_stems_twice(shop) == {"x": ["high.x", "low.x"]}
    (shop / "low" / "data.toml").write_text("", encoding="utf-8")
    assert layers.count_files(shop) == {"high": 1, "low": 2}
