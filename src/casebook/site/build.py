"""Building the site.

The builder is Jupyter Book itself, run as its own process with warnings taken for errors; plain ``jupyter-book build``
makes the same pages.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..author.course import Course
from ..folder import take_turn
from ..problem import CasebookError
from .download.wheel import find_distributions, name_wheel, pack_wheel
from .hosting import read_base_url, write_hosting
from .offline import write_worker
from .paper.pdf import find_browser, write_pdfs
from .receipt import digest_inputs, is_current, write_receipt
from .setting import BASE_URL, DOWNLOADS, PDF, PDF_FOLDER

__all__ = ["build_site"]

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FAILED = "Executing notebook failed: "
_STORY = re.compile(r"[A-Za-z_]+(?:Error|Exception|Interrupt|Exit): ")
_BAD = re.compile(r"WARNING: |ERROR: |CRITICAL: ")


# A validator of the builder's own settings can also check the grammar of foreign addresses, which nothing here needs,
# and takes more than a second to get ready for it.
_BUILDER = 'import sys; sys.modules["rfc3987_syntax"] = None; from jupyter_book.cli.main import main; main()'


def build_site(
    course: Course,
    *,
    base_url: str | None = None,
    fresh: bool = False,
    pdf: bool = False,
    say: Callable[[str], None] = print,
) -> Path:
    """Build the book into ``_build/html`` and return that folder; raise with every warning when there is any.

    With nothing changed since the last build, nothing is done. `fresh` forgets the last build's pages (never the
    executed notebooks). `base_url` is where the site will be, if that is known. `pdf` prints the book and each chapter
    as well. `say` gets a line for each step.
    """
    address = "" if base_url is None else read_base_url(base_url)
    config = course.root / "_config.yml"
    if not config.is_file():
        raise CasebookError(f"{config}: the course has no configuration of its book - restore _config.yml")
    if pdf:
        # Said before the work, not after it.
        find_browser()
    settings = {BASE_URL: address, PDF: "yes" if pdf else ""}
    course.site.parent.mkdir(parents=True, exist_ok=True)
    with take_turn(course.site.parent, waiting=lambda: say("Another build of this course is on; waiting for it.")):
        return _build(course, settings, address, fresh=fresh, pdf=pdf, say=say)


def _build(
    course: Course, settings: Mapping[str, str], address: str, *, fresh: bool, pdf: bool, say: Callable[[str], None]
) -> Path:
    """Build what `build_site` has made sure of, with the folder to itself."""
    options = tuple(f"{name}={value}" for name, value in settings.items())
    wheels = _make_wheels(course, say)
    inputs = digest_inputs(course, wheels, *options)
    if not fresh and is_current(course, inputs):
        say("Nothing has changed since the last build.")
        return course.site
    say("Building the site; the first time takes about a minute.")
    with _keep_site(course.site):
        builder = _start_builder(course, wheels, settings, fresh=fresh)
        # Takes a second to load: the builder, which needs longer, has been started.
        from .download.notebook import write_downloads

        output, errors = builder.communicate()
        if builder.returncode:
            raise CasebookError(_explain(output, errors, root=course.root))
    say(f"{write_downloads(course, wheels)} pages can be had as notebooks.")
    write_hosting(course.site, address)
    if pdf:
        say(f"{len(write_pdfs(course, say=say))} PDFs are in {course.site / PDF_FOLDER}.")
    else:
        shutil.rmtree(course.site / PDF_FOLDER, ignore_errors=True)
    write_worker(course.site)
    # Whoever changed a file while it was being built gets another build.
    if digest_inputs(course, wheels, *options) == inputs:
        write_receipt(course, inputs)
    return course.site


@contextmanager
def _keep_site(site: Path) -> Iterator[None]:
    """Put the site back as it was if what is done to it fails: readers keep the last whole one.

    The copy lies beside it under its own name only while a build is on, so one that is found is of a build that was killed.
    """
    before, copying = site.parent / ".site-before", site.parent / ".site-copying"

    def restore() -> None:
        shutil.rmtree(site, ignore_errors=True)
        before.replace(site)
        if not any(site.iterdir()):
            site.rmdir()
        # The builder would not read again what it has read, nor see the same fault.
        (site.parent / ".doctrees" / "environment.pickle").unlink(missing_ok=True)

    if before.is_dir():
        restore()
    shutil.rmtree(copying, ignore_errors=True)
    if site.is_dir():
        shutil.copytree(site, copying)
    else:
        copying.mkdir(parents=True)
    copying.replace(before)
    try:
        yield
    except BaseException:
        restore()
        raise
    shutil.rmtree(before, ignore_errors=True)


def _start_builder(
    course: Course, wheels: Mapping[str, bytes], settings: Mapping[str, str], *, fresh: bool
) -> subprocess.Popen[str]:
    """Start Jupyter Book on the course's book."""
    command = [
        sys.executable, "-c", _BUILDER, "build", str(course.book), "--config", str(course.root / "_config.yml"),
        "--path-output", str(course.root), "-W", "-n", "--keep-going", *(["--all"] if fresh else []),
    ]  # fmt: skip
    environment = _environment(course.site.parent) | {DOWNLOADS: " ".join(wheels)} | dict(settings)
    return subprocess.Popen(
        command, cwd=course.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip


def _make_wheels(course: Course, say: Callable[[str], None]) -> dict[str, bytes]:
    """Return the wheels that downloaded notebooks install, by name; none, and it is said, where they can't be made."""
    try:
        return {name_wheel(source): pack_wheel(source) for source in find_distributions(course.subject.name)}
    except CasebookError as error:
        say(f"{error}; the notebooks won't say how to install the library.")
        return {}


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment for the builder: this Python's own tools first, and no colours in what it prints.

    Where Python may not keep compiled modules beside their sources, it keeps them in `folder`: every notebook's kernel
    would compile pandas again.
    """
    environment = dict(os.environ)
    tools = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join([tools, environment.get("PATH", "")])
    environment |= {"NO_COLOR": "1", "PYTHONUTF8": "1"}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment["PYTHONPYCACHEPREFIX"] = str(folder / ".compiled")
    return environment


def _explain(output: str, errors: str, *, root: Path) -> str:
    """Return what kept the site from being built, one line each, with files named from the course's folder."""
    lines = [_COLOURS.sub("", line).strip().replace(f"{root}{os.sep}", "") for line in errors.splitlines()]
    found = [_BAD.sub("", line, count=1) for line in lines if _BAD.search(line)]
    # A cell that fails prints its own story; the last line of it says what happened.
    stories = [line for line in lines if _STORY.match(line)]
    found = [
        f"{line.partition(_FAILED)[0]}a code cell failed: {stories[0]} - run the page in Jupyter and mend the cell"
        if _FAILED in line and stories
        else line
        for line in found
    ]
    if "No module named 'jupyter_book'" in errors:
        found = ["Jupyter Book is not installed - install ketamine-casebook[course]"]
    if not found:
        tail = [line for line in [*_COLOURS.sub("", output).splitlines()[-5:], *lines[-10:]] if line.strip()]
        found = ["the site could not be built; the builder's last words:", *tail]
    return "\n".join(dict.fromkeys(found))
