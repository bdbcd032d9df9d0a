"""One script out of several modules: order, names, and refusal of what the joiner can't carry."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from casebook.web.bundle import FOLDER, LIBRARY, bundle_beside, bundle_classic, bundle_module, read_style, write_tokens

MODULES = sorted(path for path in FOLDER.rglob("*.js") if LIBRARY not in path.parents)
ENTRIES = ("page.js", "widget.js")


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder


def run_node(script: str, tmp_path: Path, name: str = "made.js") -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the script")
    (tmp_path / name).write_text(script)
    return subprocess.run([node, str(tmp_path / name)], capture_output=True, text=True, check=True).stdout


def test_modules_are_joined_so_that_each_comes_after_what_it_leans_on(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        one='export const one = 1;\nexport function* count() { yield one; }\n',
        two='import { one as first } from "./one.js";\nexport class Two { value = first + 1; }\n',
        main='import { Two } from "./two.js";\nimport { count } from "./one.js";\n'
        'console.log(new Two().value, [...count()].length);\n',
    )  # fmt: skip
    assert run_node(bundle_classic("main.js", folder), tmp_path) == "2 1\n"


def test_a_script_for_one_page_borrows_what_the_common_one_holds(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        one="console.log('once');\nexport const one = 1;\n",
        two='import { one } from "./one.js";\nexport const two = one + 1;\n',
        main='import { two } from "./two.js";\nconsole.log(two);\n',
        more="export const more = 40;\n",
        extra='import { two } from "./two.js";\nimport { more } from "./more.js";\nconsole.log(two + more);\n',
    )
    common = bundle_classic("main.js", folder, beside=("extra.js",))
    extra = bundle_beside("extra.js", "main.js", folder)
    assert run_node(f"globalThis.window = globalThis;\n{common}{extra}", tmp_path) == "once\n2\n42\n"
    assert "module_one" not in extra and "once" not in extra
    assert "window" not in bundle_classic("main.js", folder), "a script that lends nothing leaves nothing behind"


def test_a_notebook_gets_one_module_with_a_default(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        part="export const word = 'tea';\n",
        main='import { word } from "./part.js";\nexport default { word };\n',
    )
    script = bundle_module("main.js", folder).replace("export default ", "console.log(").rstrip(";\n") + ");\n"
    assert run_node(script, tmp_path) == "{ word: 'tea' }\n"


@pytest.mark.parametrize(
    "source",
    [
        'import tea from "./tea.js";\n',
        'import * as tea from "./tea.js";\n',
        'export { tea } from "./tea.js";\n',
        'import "https://example.org/x.js";\n',
    ],
)
def test_a_form_it_does_not_know_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="import and export names only"):
        bundle_classic("main.js", write(tmp_path, main=source))


def test_comments_on_lines_of_their_own_are_not_sent(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        main='// why\n/** What it is,\n * at length. */\nexport const main = "//kept"; // beside\n  // indented\nconsole.log(main);\n',
    )
    script = bundle_classic("main.js", folder)
    assert "why" not in script and "at length" not in script and "indented" not in script
    assert run_node(script, tmp_path) == "//kept\n"


def test_the_script_of_the_page_today_asks_for_nothing_and_keeps_nothing_by_itself() -> None:
    script = bundle_beside("today/today.js", "page.js")
    for asking in (
        "fetch(",
        "XMLHttpRequest",
        "eval(",
        "new Function",
        "import(",
        "http://",
        "localStorage",
        "new Date()).get",
    ):
        assert asking not in script, asking
    assert "reader/storage" not in script and "window.casebookModules" in script


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a='import { b } from "./b.js";\nexport const a = b;\n',
        b='import { a } from "./a.js";\nexport const b = a;\n',
    )
    with pytest.raises(ValueError, match="imports itself"):
        bundle_classic("a.js", folder)


def test_the_page_script_is_classic_and_asks_for_nothing() -> None:
    script = bundle_classic("page.js")
    assert not [line for line in script.splitlines() if line.startswith(("import ", "export "))]
    for asking in ("fetch(", "XMLHttpRequest", "eval(", "new Function", "import(", "http://"):
        assert asking not in script.replace("http://www.w3.org/2000/svg", ""), asking


def test_every_module_is_one_the_joiner_can_carry() -> None:
    for path in MODULES:
        bundle_classic(path.relative_to(FOLDER).as_posix())


def test_styles_ask_for_no_other_host() -> None:
    styles = write_tokens(light=":root", dark=".dark", preferred=".asked") + read_style(
        *sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.css"))
    )
    assert "url(" not in styles
    assert "@import" not in styles
    assert styles.index(":root") < styles.index(".asked") < styles.index(".dark")


ROOMS = (
    "item",
    "simulator",
    "reader",
    "way",
    "case",
    "exercise",
    "mark",
    "page",
    "study",
    "exam",
    "today",
    "notebook",
    "bedside",
    "search",
)
"""The rooms in the order of casebook/web/__init__.py: each may lean on those before it."""


def test_a_room_leans_only_on_the_rooms_before_it() -> None:
    assert {path.relative_to(FOLDER).parts[0] for path in MODULES} == {
        *ROOMS,
        *(path.name for path in FOLDER.glob("*.js")),
    }
    for path in MODULES:
        room, *_ = path.relative_to(FOLDER).parts
        if room in ENTRIES:
            continue
        for target in re.findall(r'^import .* from "(.+)";$', path.read_text(), re.MULTILINE):
            found = (path.parent / target).resolve().relative_to(FOLDER)
            assert found.name not in ENTRIES, f"{path.name} imports an entry"
            known = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else ()
            assert len(found.parts) == 1 or found.parts[0] in known, f"{room} imports {target}"


def test_a_room_is_small_enough_to_be_seen_at_once() -> None:
    for room in sorted({path.parent for path in MODULES} - {FOLDER}):
        assert len([path for path in room.iterdir() if path.is_file()]) <= 14, room.name


def test_a_module_outside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    write(tmp_path, tea="export const tea = 1;\n")
    folder = write(tmp_path / "inside", main='import { tea } from "../tea.js";\nconsole.log(tea);\n')
    with pytest.raises(ValueError, match="outside the folder"):
        bundle_classic("main.js", folder)


def test_modules_of_one_name_in_two_rooms_stay_apart(tmp_path: Path) -> None:
    for room in ("black", "green"):
        (tmp_path / room).mkdir()
        write(tmp_path / room, tea=f'import {{ cup }} from "../cup.js";\nexport const tea = cup + " of {room}";\n')
    folder = write(
        tmp_path,
        cup='export const cup = "cup";\n',
        main='import { tea as black } from "./black/tea.js";\nimport { tea as green } from "./green/tea.js";\n'
        'console.log(black, green);\n',
    )  # fmt: skip
    assert run_node(bundle_classic("main.js", folder), tmp_path) == "cup of black cup of green\n"


def test_the_spaces_that_begin_a_line_are_not_sent_and_those_of_a_text_are(tmp_path: Path) -> None:
    folder = write(tmp_path, main='const at = " x";\n\nif (at) {\n    console.log(`is${at ? ` at${at}` : ""}`);\n}\n')
    script = bundle_classic("main.js", folder)
    assert "\n " not in script and "\n\n" not in script
    assert run_node(script, tmp_path) == "is at x\n"


def test_a_text_over_several_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"main\.js holds .* ends on its own line"):
        bundle_classic("main.js", write(tmp_path, main="console.log(`a\n  b`);\n"))


def test_a_style_sheet_leaves_its_comments_at_home(tmp_path: Path) -> None:
    (tmp_path / "tea.css").write_text("/* Why\n   so. */\n.cup { color: red; } /* warm */\n.pot { margin: 0; }\n")
    assert read_style("tea.css", folder=tmp_path) == ".cup { color: red; }.pot { margin: 0; }\n"
