"""An exercise in a notebook: items that save each answer to the response file beside it.

A trainee's notebook needs three calls: ``exercise = widget.open_exercise()``, ``exercise.item("case--item")`` and
``exercise.hand_in()``. Nothing heavy is imported. Where no browser looks on, as when a grader runs the notebook,
nothing is ever written.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..kind import is_unreadable
from ..mark.learner import choose_variant, fold_learner
from ..mark.mark import is_empty
from ..mark.response import (
    FILE_NAME,
    LARGEST,
    Refused,
    Response,
    read_response,
    save_response,
)
from ..problem import CasebookError, nearest
from ..web.view import PlayedView, View

__all__ = ["Sitting", "open_exercise"]

_TASK = re.compile(r"#\s*Task:\s*([a-z0-9-]+)")
_GRADERS = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
_SCHEMA = 1


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Sitting:
    """One graded exercise in one notebook: whose it is, what was answered, and the file that holds it.

    `public` is the exercise's public document, `folder` where the response file is kept.
    """

    def __init__(self, public: Mapping[str, Any], *, folder: Path) -> None:
        self.public = public
        self._path = folder / FILE_NAME
        self._parts = {item["id"]: part for part in public["parts"] for item in part["items"]}
        self._items = {item["id"]: item for part in public["parts"] for item in part["items"]}
        self._views: dict[str, View] = {}
        self._summaries: list[View] = []
        self._headed: dict[str, str] = {}
        self._watched = False
        self._note = ""
        self._aside = False
        kept = self._restore()
        self.learner = kept.learner
        self._started = kept.started
        self._responses = {name: value for name, value in kept.responses.items() if name in self._items}
        self._written: dict[str, Any] = dict(self._responses)

    def _restore(self) -> Response:
        """Return what was saved before; a file that can't be taken is set aside, never lost."""
        if not self._path.is_file():
            return Response(exercise=self.public["id"], learner="")
        try:
            with self._path.open("rb") as file:
                return read_response(file.read(LARGEST + 1), self.public["id"])
        except Refused as refused:
            reason = str(refused).partition(" - ")[0]
            self._note = f"The answers saved before can't be taken: {reason}. They will be set aside, not overwritten."
        except OSError as error:
            self._note = f"The answers saved before can't be read ({error.strerror}). They will be set aside."
        self._aside = True
        return Response(exercise=self.public["id"], learner="")

    def item(self, name: str) -> View:
        """Return the view of one item, by its full name such as ``first-infusion--volume``."""
        if name not in self._items:
            raise ValueError(f"there is no item {name} in this exercise{nearest(name, self._items)}")
        item, part = self._items[name], self._parts[name]
        first = self._headed.setdefault(part["id"], name) == name
        head = {"title": part["title"], "intro": part["intro"]} if first else None
        if item["kind"] == "code":
            note = "Write your code in the cell below and run it; running it saves it. Keep its first line."
            view = View("code", part=head, note=note)
        else:
            shown = {**item, "fingerprint": ""}
            kind = PlayedView if item["kind"] == "way" else View
            view = kind("item", item=shown, part=head, numbers=part.get("numbers", {}), variant=self._variant(part))
            view.response = self._responses.get(name)
            view.observe(lambda change: self._answer(name, change["new"]), names="response")
        view.on_msg(self._hear)
        self._views[name] = view
        return view

    def hand_in(self) -> View:
        """Return a view that says what is still open and which file to hand in; it follows every answer."""
        view = View("summary", **self._summarise())
        view.on_msg(self._hear)
        self._summaries.append(view)
        return view

    def ask_learner(self) -> View:
        """Return the view that asks once whose answers these are."""
        drawn = any(part.get("variants", 1) > 1 for part in self.public["parts"])
        view = View("learner", title=self.public["title"], learner=self.learner, note=self._note, drawn=drawn)

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            self._hear(widget, content, buffers)
            name = content.get("learner") if isinstance(content, dict) else None
            if isinstance(name, str) and fold_learner(name):
                self._name_learner(name[:200])
                view.update(learner=self.learner, note=f"Answering as {self.learner}.")

        view.on_msg(hear)
        return view

    def keep_code(self, source: str) -> None:
        """Keep the source of a cell that was run, if its first line names a task of this exercise."""
        found = _TASK.match(source.lstrip())
        name = f"{found[1]}--code" if found else ""
        if name in self._items:
            starter = self._items[name].get("starter", "")
            self._answer(name, None if source.strip() == starter.strip() else source.strip("\n"))

    def _name_learner(self, name: str) -> None:
        self.learner = name.strip()
        self._started = self._started or _now()
        for item, view in self._views.items():
            if view.kind == "item":
                view.update(variant=self._variant(self._parts[item]))
        self._save(always=True)

    def _variant(self, part: Mapping[str, Any]) -> int | None:
        return choose_variant(self.learner, part["id"], part.get("variants") or 1) if self.learner else None

    def _answer(self, name: str, response: Any) -> None:
        if is_empty(response):
            self._responses.pop(name, None)
        else:
            self._responses[name] = tuple(response) if isinstance(response, list) else response
        self._save()

    def _hear(self, widget: Any, content: Any, buffers: Any) -> None:
        """Note that a browser looks on: only then is anything written."""
        if not self._watched and not any(os.environ.get(name) for name in _GRADERS):
            self._watched = True
            self._save()

    def response(self) -> Response:
        """Return the answers as they would be handed in now."""
        variants = {part["id"]: self._variant(part) or 0 for part in self.public["parts"]}
        return Response(
            exercise=self.public["id"],
            learner=self.learner,
            host="notebook",
            started=self._started,
            saved=_now(),
            variants=variants,
            fingerprints={name: item.get("fingerprint", "") for name, item in self._items.items()},
            responses=self._responses,
        )

    def _save(self, *, always: bool = False) -> None:
        saved = ""
        if self.learner and self._watched and (always or self._responses != self._written):
            try:
                if self._aside:
                    self._path.replace(self._path.with_name("response-set-aside.json"))
                    self._aside = False
                save_response(self.response(), self._path)
                self._written = dict(self._responses)
            except OSError as error:
                saved = (
                    f"The answers could not be saved ({error.strerror}). Make room or ask for help before you go on."
                )
        for view in self._summaries:
            view.data = self._summarise(saved)

    def _summarise(self, saved: str = "") -> dict[str, Any]:
        missing = []
        for name, item in self._items.items():
            response = self._responses.get(name)
            if is_empty(response):
                missing.append(self._parts[name]["title"] if item["kind"] == "code" else item["question"])
            elif is_unreadable(item, response):
                missing.append(f"{item['question']} \u2013 number not readable")
        return {
            "learner": self.learner,
            "missing": missing,
            "total": len(self._items),
            "saved": saved or f"Your answers are in {FILE_NAME} beside this notebook. Hand in that file.",
        }


# By file: a set-up cell that is run twice must not make two writers of one response file.
_opened: dict[Path, Sitting] = {}


def _watch_cells(exercise: Sitting) -> None:
    """Keep the code of every task cell as it is run."""
    try:
        # IPython is there only where a notebook runs.
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return

    def keep(result: Any) -> None:
        source = getattr(getattr(result, "info", None), "raw_cell", None)
        if isinstance(source, str):
            exercise.keep_code(source)

    shell.events.register("post_run_cell", keep)


def _show(view: View) -> None:
    try:
        # IPython is there only where a notebook runs.
        from IPython.display import display
    except ImportError:
        return
    display(view)  # type: ignore[no-untyped-call]


def open_exercise(path: str | Path = "exercise.json") -> Sitting:
    """Open the exercise beside this notebook, with the answers saved so far, and ask whose they are."""
    place = Path(path)
    try:
        public = json.loads(place.read_text(encoding="utf-8"))
    except OSError:
        raise CasebookError(f"{place} is not beside this notebook - put the two in one folder") from None
    except ValueError:
        raise CasebookError(f"{place} is broken - download the exercise again") from None
    if not isinstance(public, dict) or public.get("kind") != "casebook-exercise":
        raise CasebookError(f"{place} is no exercise - download the exercise again")
    if public.get("schema", 0) > _SCHEMA:
        raise CasebookError(f"{place} is newer than this program - update ketamine-casebook")
    known = _opened.get(place.resolve())
    exercise = known if known and known.public == public else Sitting(public, folder=place.resolve().parent)
    if exercise is not known:
        _opened[place.resolve()] = exercise
        _watch_cells(exercise)
    _show(exercise.ask_learner())
    return exercise
