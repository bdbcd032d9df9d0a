"""The course's plans, as a build reads them."""

from pathlib import Path
from typing import Any

from sphinx.util import logging

from ....author.course import Course
from ....judge.plan import PLANS, Plans, read_plans

__all__ = ["load_plans", "note_plans"]

_log = logging.getLogger(__name__)


def load_plans(app: Any) -> Plans:
    """Return the course's plans; what is wrong with their file is said as a warning, which `casebook build` takes for an error."""
    root = Path(app.config.casebook_root) if app.config.casebook_root else Path(app.srcdir).parent
    plans, problems = read_plans(Course(root, root / "answers", app.casebook_subject))
    for problem in problems:
        _log.warning(str(problem))
    return plans


def note_plans(env: Any) -> None:
    """Have the page being read read again when the plans change, and written when any other page does."""
    env.note_dependency(str(Path(env.srcdir) / PLANS))
    env.note_reread()
