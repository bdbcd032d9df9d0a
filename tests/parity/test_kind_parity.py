"""The page knows the kinds of question that Python knows, each of them whole, and refuses any other by name."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casebook.text.case import Kind
from casebook.web.bundle import FOLDER

VERBS = {
    "isTyped",
    "isCompared",
    "isNamedByPart",
    "hidesAnswer",
    "fit",
    "canRead",
    "mark",
    "makeField",
    "explain",
    "writeKey",
}
"""What casebook/web/item/kind.js says that a kind has."""

Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Return a function that works out an expression where the page's modules are, and there is no document."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")

    def run(folder: Path, imports: str, expression: str) -> Any:
        script = tmp_path / "ask.mjs"
        script.write_text(
            f"{imports.replace('web/', folder.as_uri() + '/')}\nprocess.stdout.write(JSON.stringify({expression}));\n"
        )
        return json.loads(subprocess.run([node, str(script)], capture_output=True, text=True, check=True).stdout)

    return run


def test_both_know_the_same_kinds_and_the_page_can_do_everything_with_each(ask: Ask) -> None:
    imports = 'import { KINDS } from "web/item/kind.js";'
    verbs = ask(FOLDER, imports, "Object.fromEntries(Object.entries(KINDS).map(([k, v]) => [k, Object.keys(v)]))")
    assert set(verbs) == set(Kind)
    assert {kind: set(found) for kind, found in verbs.items()} == dict.fromkeys(verbs, VERBS)


@pytest.mark.parametrize("kind", ["riddle", "toString", "__proto__", ""])
def test_an_unknown_kind_is_refused_by_name_and_never_marked(run_page: Any, kind: str) -> None:
    refusal = {"thrown": f"Error: There is no kind of question named \u201c{kind}\u201d."}
    secret = {"kind": kind, "points": 1}
    assert run_page("item/mark.js", "mark", [(secret, "a", 0), (secret, None, 0)]) == [refusal, refusal]
    assert run_page("item/mark.js", "isUnreadable", [({"kind": kind}, "a")]) == [refusal]
    assert run_page("item/field.js", "fitResponse", [({"kind": kind}, "a")]) == [refusal]


def test_a_further_kind_is_one_file_and_one_line(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    shutil.copytree(FOLDER, folder)
    (folder / "item" / "kind" / "yes.js").write_text(
        'import { grade } from "../outcome.js";\n'
        "export const yes = {\n"
        '  fit: (item, response) => (response === "yes" ? response : undefined),\n'
        '  mark: (secret, response) => grade(response === "yes" ? 1 : 0, secret.points),\n'
        "};\n"
    )
    registry = folder / "item" / "kind.js"
    text = registry.read_text().replace("\n  best,\n", "\n  best, yes,\n")
    registry.write_text(f'import {{ yes }} from "./kind/yes.js";\n{text}')
    imports = 'import { mark } from "web/item/mark.js";\nimport { fitResponse } from "web/item/field.js";'
    secret, item = '{ kind: "yes", points: 2 }', '{ kind: "yes" }'
    assert ask(folder, imports, f'mark({secret}, "yes", 0).points') == 2
    assert ask(folder, imports, f'[fitResponse({item}, "yes"), fitResponse({item}, "no") ?? null]') == ["yes", None]
