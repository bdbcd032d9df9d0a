"""Finding hand-ins in whatever an educator has, and accounting for every other file that is there.

What a file is, its content decides; whose it is, its outer place. `casebook.grading.handin.platform.label` reads the names that
platforms make, `casebook.grading.handin.platform.container` opens what holds files.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from ....mark.response import LARGEST, Refused
from ....problem import CasebookError
from ..sheet import decode_text
from ..submission import LARGEST_NOTEBOOK
from .container import list_source
from .filename import read_again, read_copy, strip_endings
from .found import Document, Found, HandIn, Leftover
from .handed import HandedFile, place_time
from .label import Label, find_label
from .pasted import LARGEST_TEXT, find_response, is_notebook

__all__ = ["find_hand_ins"]

_OURS = re.compile(
    r"(?:.*_)?exercise(?:-[0-9]+| \([0-9]+\))?\.json|.*-py3-none-any.*\.whl"
)  # released beside the notebook, and handed in with it now and then
_READ_AS = re.compile(r"\.(json|ipynb)\b", re.IGNORECASE)
_BLACKBOARD_NOTE = re.compile(r"Name: *(?P<name>[^\n]*?) *\((?P<login>[^()\n]*)\)\s*\n", re.IGNORECASE)
_MOST_DOCUMENTS = 40  # responses and notebooks in one person's archive: more is no hand-in
_PICTURES = (".png", ".jpg", ".jpeg", ".heic", ".gif", ".webp")


def _say_what(file: HandedFile, data: bytes) -> str:
    """Say what a file is that holds no response."""
    suffix = PurePosixPath(file.path).suffix.lower()
    if not data.strip():
        return "it is empty - ask for the response file"
    if data.startswith(b"%PDF"):
        return "a PDF holds no answers that can be marked - ask for the response file"
    if suffix in _PICTURES:
        return "a picture holds no answers that can be marked - ask for the response file"
    if suffix == ".msg" or data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an Outlook or old Office file can't be read here - save it as .eml, .docx or text"
    return "no response is in it - ask for the response file"


def _read_file(file: HandedFile) -> Document | tuple[str, bool, bytes]:
    """Return what a file is: a response, a notebook, or why it is neither, whether that is a refusal, and its bytes."""
    told = _READ_AS.search(file.name)
    kind = told[1].lower() if told else ""
    limit = LARGEST if kind == "json" and not _is_renamed(file.name) else LARGEST_NOTEBOOK
    try:
        data = file.read(limit)
    except Refused as refused:
        return str(refused), bool(kind) or "archive" in str(refused), b""
    except OSError as error:
        return f"it can't be read ({error.strerror}) - check the disk and its permissions", True, b""
    if is_notebook(data):
        return Document(file, data, data, "notebook")
    response = find_response(data) if len(data) <= LARGEST_TEXT else None
    if response is not None:
        return Document(file, response, data, "response")
    if kind == "ipynb":
        return Document(file, data, data, "notebook")
    if kind == "json" and not re.search(r"\.json\.(?!txt|csv|html?)\w+$", file.name, re.IGNORECASE):
        return Document(file, _as_text(data), data, "response")
    return _say_what(file, data), False, data


def _is_renamed(name: str) -> bool:
    """Return whether a name has a second ending after ``.json``, as pages and mail programs add one."""
    return bool(re.search(r"\.json\.\w+$|\.ipynb", name, re.IGNORECASE))


def _as_text(data: bytes) -> bytes:
    """Return JSON of another encoding as UTF-8, so that what is wrong with it can be said."""
    text, encoding = decode_text(data)
    return data if encoding.startswith("utf-8") else text.encode("utf-8", "replace")


def _fetch_nothing(most: int) -> bytes:
    return b""


_Logins = dict[str, tuple[str, str]]
"""By what Blackboard puts before ``_attempt_``: the login, which may have an underscore as the task may, and the name."""


def _read_logins(files: list[HandedFile]) -> _Logins:
    """Return who Blackboard's own notes say people are; what a learner uploads has a name after the date."""
    logins: _Logins = {}
    for file in files:
        if file.nested or not re.search(r"_attempt_[0-9-]{19}\.txt$", file.name):
            continue
        try:
            found = _BLACKBOARD_NOTE.search(decode_text(file.read(LARGEST_TEXT))[0].replace("\r\n", "\n"))
        except (Refused, OSError):
            continue
        start = file.name.partition("_attempt_")[0]
        if found and f"_{start}".casefold().endswith(f"_{found['login']}".casefold()):
            logins[start] = (found["login"], found["name"])
    return logins


def _find_label(file: HandedFile, exercise: str, logins: _Logins) -> Label | None:
    if file.label:
        return file.label
    outer = PurePosixPath(file.outer)
    label = find_label(outer, exercise)
    start = outer.name.partition("_attempt_")[0]
    if label and label.platform == "blackboard" and start in logins:
        login, name = logins[start]
        return replace(label, number=login, name=name, prefix=f"{login}_")
    return label


def _hint_folder(folder: str, exercise: str) -> str:
    """Return the name of a learner's folder: the nearest one that isn't named for the exercise."""
    for part in reversed(PurePosixPath(folder).parts):
        if part not in (exercise, "."):
            return part
    return ""


def _is_generic(stem: str, exercise: str) -> bool:
    """Return whether a file has the name it was saved under, which tells nothing of whose it is."""
    folded = stem.casefold()
    return folded.startswith(
        ("response", exercise.casefold(), "onlinetext", "text-", "document", "untitled")
    ) or folded in ("text", "document")


def _hint_file(name: str, exercise: str) -> str:
    """Return whose a file is by its name, as the page saves it (``tea-m.smith.json``) or as an educator named it."""
    stem = read_copy(strip_endings(name))[0]
    if _is_generic(stem, exercise):
        return stem[len(exercise) + 1 :] if stem.casefold().startswith(f"{exercise.casefold()}-") else ""
    return stem


def _pair(
    documents: list[Document], exercise: str, together: bool
) -> Iterator[tuple[Document | None, Document | None]]:
    """Yield response files with their notebooks: by name, or because they lie alone together."""
    responses = [each for each in documents if each.kind == "response"]
    notebooks = [each for each in documents if each.kind == "notebook"]
    for response in responses:
        mates = [each for each in notebooks if each.stem == response.stem and _parent(each) == _parent(response)]
        alone = len(notebooks) == 1 and (together or len(responses) == 1) and response is responses[-1]
        if not mates and alone and (together or _is_generic(response.stem, exercise)):
            mates = notebooks
        named = [each for each in notebooks if exercise.casefold() in each.stem.casefold()]
        if not mates and together and len(responses) == 1 and len(named) == 1:
            mates = named
        mate = mates[0] if mates else None
        if mate:
            notebooks = [each for each in notebooks if each is not mate]
        yield response, mate
    for notebook in notebooks:
        yield None, notebook


def _parent(document: Document) -> PurePosixPath:
    return PurePosixPath(document.path).parent


_Place = tuple[Label | None, str, str]


def _place(file: HandedFile, exercise: str, logins: _Logins) -> _Place:
    """Return to whom files belong together: what the platform tells, or the folder or the archive they lay in."""
    label = _find_label(file, exercise, logins)
    if label:
        return label, "", ""
    outer = PurePosixPath(file.outer)
    parent = outer.parent.as_posix()
    hint = _hint_folder(parent, exercise)
    if file.nested and not hint:
        return None, file.outer, _hint_file(outer.name, exercise)
    return None, parent, hint


def _group(documents: list[Document], exercise: str, logins: _Logins, zone: tzinfo | None) -> Iterator[HandIn]:
    groups: dict[tuple[object, ...], tuple[_Place, list[Document]]] = {}
    for document in documents:
        place = _place(document.file, exercise, logins)
        label, folder, _ = place
        # A text and a file of one attempt belong together, and so do files of one mail; a later mail is another hand-in.
        moment = document.file.when if label and label.platform == "mail" else None
        key = (*label.key, label.attempt, moment) if label else (folder,)
        groups.setdefault(key, (place, []))[1].append(document)
    order = 0
    for (label, folder, hint), members in groups.values():
        for response, notebook in _pair(members, exercise, bool(label or hint)):
            order += 1
            yield _make_hand_in(response, notebook, label, folder, hint, exercise, order, zone)


def _make_hand_in(
    response: Document | None, notebook: Document | None, label: Label | None, folder: str, hint: str, exercise: str, order: int,
    zone: tzinfo | None,
) -> HandIn:  # fmt: skip
    both = [each for each in (response, notebook) if each]
    label = find_label(PurePosixPath(both[0].file.outer), exercise) if label and label.platform == "canvas" else label
    told = [label.when] if label and label.when else [each.file.when for each in both if each.file.when]
    named = _hint_file(PurePosixPath(both[0].file.outer if both[0].file.nested else both[0].path).name, exercise)
    given = (label.file if label else "") or both[0].file.name
    return HandIn(
        response=response,
        notebook=notebook,
        label=label,
        folder=folder,
        hint=hint,
        named=named,
        when=max((placed for when in told if (placed := place_time(when, zone))), default=None),
        zoned=all(when.tzinfo is not None for when in told),
        timed=bool(label and label.when) or all(each.file.timed for each in both),
        copy=_count_copy(label, strip_endings(given)),
        order=order,
    )


def _find_downloads(documents: list[Document], exercise: str, logins: _Logins) -> dict[str, int]:
    """Return the archives of nobody in particular in which a platform names several people, and how many."""
    people: dict[str, set[tuple[str, str, str]]] = {}
    for document in documents:
        file = document.file
        if file.nested and not _find_label(file, exercise, logins):
            outer = PurePosixPath(file.outer)
            inner = PurePosixPath(
                file.path.removeprefix(str(outer)).removeprefix(str(outer.with_suffix(""))).lstrip("/")
            )
            label = find_label(inner, exercise)
            if label and label.number:
                people.setdefault(file.outer, set()).add(label.key)
    return {outer: len(keys) for outer, keys in people.items() if len(keys) > 1}


def _count_copy(label: Label | None, stem: str) -> int:
    """Return which copy or version a file is, by the number that a platform or a browser gave it."""
    if label and label.rank:
        return label.rank
    return (read_again(stem) if label and label.platform == "canvas" else 0) or read_copy(stem)[1]


def _put_beside(leftovers: list[Leftover], hand_ins: list[HandIn], exercise: str) -> list[Leftover]:
    """Return leftovers with the hand-in in whose learner's folder each lies, for such a folder has folders of its own.

    A folder is one learner's where the only hand-in in it and below has the name it was saved under.
    """
    below: dict[PurePosixPath, list[HandIn]] = {}
    for hand_in in hand_ins:
        for folder in PurePosixPath(hand_in.path).parents:
            below.setdefault(folder, []).append(hand_in)
    homes = {}
    for folder, found in below.items():
        saved = [_is_generic(each.stem, exercise) for each in found[0].documents]
        if len(found) == 1 and not found[0].label and all(saved) and PurePosixPath(found[0].path).parent == folder:
            homes[folder] = found[0]
    placed = []
    for leftover in leftovers:
        above = list(PurePosixPath(leftover.path).parents)[1:]
        home = next((homes[folder] for folder in above if folder in homes), None)
        placed.append(leftover if leftover.label else replace(leftover, beside=home))
    return placed


def find_hand_ins(source: Path, exercise: str, zone: tzinfo | None = None, *, released: Collection[str] = ()) -> Found:
    """Return every hand-in in a folder, an archive, a mailbox or a single file, and every file that is none.

    Times that an archive or a name tells without a time zone are read in `zone`, by default this computer's. `released` are
    the paths of the files that were handed out with the exercise: nobody hands them in as their work.
    """
    files, troubles, junk = list_source(source)
    found = Found(passed=junk)
    logins = _read_logins(files)
    documents = []
    inside: Counter[str] = Counter()
    labels = [_find_label(file, exercise, logins) for file in files]
    submitted = {label.key for label in labels if label and not label.working}
    for file in files:
        label, folder, hint = _place(file, exercise, logins)
        about = {"path": file.path, "label": label, "folder": folder, "hint": hint or _hint_file(PurePosixPath(file.outer).name, exercise), "file": file}  # fmt: skip
        if label and label.working:
            why = "a working copy in Teams, beside what was handed in" if label.key in submitted else "a working copy in Teams, which was never handed in"  # fmt: skip
            found.leftovers.append(Leftover(**about, why=why, refused=False))  # type: ignore[arg-type]
            continue
        if file.path == "index.html" and any(each.platform == "brightspace" for each in labels if each):
            found.leftovers.append(Leftover(**about, why="it came with the download", refused=False))  # type: ignore[arg-type]
            continue
        if _OURS.fullmatch(file.name):
            found.leftovers.append(Leftover(**about, why="it came with the exercise", refused=False))  # type: ignore[arg-type]
            continue
        if file.nested and inside[file.outer] >= _MOST_DOCUMENTS:
            why = f"one archive may bring {_MOST_DOCUMENTS} hand-ins - ask for the one that counts"
            found.leftovers.append(Leftover(**about, why=why, refused=True))  # type: ignore[arg-type]
            continue
        read = _read_file(file)
        if isinstance(read, Document):
            inside[file.outer] += 1
            documents.append(read)
        elif any(f"/{file.path}".endswith(f"/{path}") for path in released):
            found.leftovers.append(Leftover(**about, why="it came with the exercise", refused=False))  # type: ignore[arg-type]
        else:
            why, refused, data = read
            if label and label.platform == "blackboard" and not label.file and not refused:
                why = "Blackboard's own note on the attempt, without a pasted response"
            found.leftovers.append(Leftover(**about, why=why, refused=refused, data=data))  # type: ignore[arg-type]
    for trouble in troubles:
        place = HandedFile(
            path=trouble.path,
            outer=trouble.outer,
            when=None,
            timed=False,
            size=0,
            fetch=_fetch_nothing,
            label=trouble.label,
        )
        label, folder, hint = _place(place, exercise, logins)
        found.leftovers.append(Leftover(path=trouble.path, why=trouble.why, refused=True, label=label, folder=folder, hint=hint or _hint_file(PurePosixPath(trouble.outer).name, exercise), file=trouble.file))  # fmt: skip
    for outer, count in _find_downloads(documents, exercise, logins).items():
        documents = [each for each in documents if each.file.outer != outer]
        why = f"a download of {count} people in a folder - collect it by itself: casebook collect {exercise} {outer}"
        found.leftovers.append(Leftover(path=outer, why=why, refused=True))
    found.hand_ins = list(_group(documents, exercise, logins, zone))
    found.leftovers = _put_beside(found.leftovers, found.hand_ins, exercise)
    alone = source.is_file() and {each.path for each in found.leftovers} == {unicodedata.normalize("NFC", source.name)}
    if not found.hand_ins and alone:
        what = "neither a folder, an archive, a mailbox nor a response file - give one of them"
        raise CasebookError(f"{source}: {found.leftovers[0].why if found.leftovers[0].refused else what}")
    if not found.hand_ins and not found.leftovers:
        raise CasebookError(f"{source}: no file is in it - give the folder the class handed in to")
    return found
