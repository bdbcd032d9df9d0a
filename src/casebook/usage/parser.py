"""The commands, their options, and how each word is read. What they do is in `casebook.command`."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

__all__ = ["make_parser"]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write it as 2027-05-20") from None


def _read_number(what: str, least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of the command line, and says what it should be."""

    def read(text: str) -> int:
        digits = text.removeprefix("-")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not {what}")
        return int(text)

    return read


_port = _read_number("a port from 1 to 65535", 1, 65535)
_count = _read_number("a number of learners from 1 to 10000", 1, 10_000)
_seed = _read_number("a seed from 1 to 999999", 1, 999_999)
_jobs = _read_number("a number of jobs from 1 to 256", 1, 256)
# One below nothing is refused with the bounds, by `read_limits`.
_whole = _read_number("a whole number", -999_999_999, 999_999_999)


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line: the name of the command, as `command`, and its options."""
    parser = argparse.ArgumentParser(
        prog="casebook", description="Build, check, hand out and grade a course of cases.", allow_abbrev=False
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--answers", type=Path, metavar="DIR", help="a private folder of graded cases")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[shared], allow_abbrev=False)

    check = add("check", "judge every case, page and exercise")
    check.add_argument("--strict", action="store_true", help="a fact past its review date is an error")
    check.add_argument(
        "--as-of", type=_day, default=date.today(), metavar="DATE", help="judge review dates on this day"
    )

    reading = add("read", "print items for a blind second reader, or record what one answered")
    reading.add_argument("name", nargs="*", metavar="NAME", help="cases or items to print; all if left out")
    reading.add_argument("--folder", type=Path, default=Path("_build/reading"), metavar="DIR", help="where to print")
    reading.add_argument(
        "--record", type=Path, metavar="FORM", help="compare a filled-in form with the keys and log it"
    )
    reading.add_argument("--options-only", action="store_true", help="print options alone, for somebody who guesses")
    reading.add_argument("--seed", type=_seed, default=1, metavar="N", help="how the options are shuffled (1)")
    reading.add_argument("--on", type=_day, default=date.today(), metavar="DATE", help="the day it was filled in")

    session = add("session", "list every sort of way through a bedside session with its marks")
    session.add_argument("name", metavar="NAME", help="the session, without .session.md")

    build = add("build", "build the site into _build/html")
    build.add_argument("--base-url", metavar="URL", help="where the site will be: https://example.org/course/")
    build.add_argument("--pdf", action="store_true", help="print the book and each chapter as PDF as well")

    opening = add("open", "build the site, serve it on this computer and open it")
    opening.add_argument("--no-browser", action="store_true", help="only print the address")
    opening.add_argument("--port", type=_port, default=8000, metavar="N", help="the port to try first (8000)")

    release = add("release", "make exercises/ from answers/")
    release.add_argument("exercise", nargs="?", metavar="EXERCISE", help="one exercise; all if left out")

    paper = add("paper", "write an exercise as a page to print, and its key")
    paper.add_argument("exercise", metavar="EXERCISE")

    collect = add("collect", "take hand-ins from a folder, an archive, a mailbox or an LMS download")
    collect.add_argument("exercise", metavar="EXERCISE")
    collect.add_argument("source", type=Path, metavar="SOURCE", help="the folder, archive, mailbox or file of hand-ins")
    collect.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="who is in the class: CSV or Excel, as your platform exports it; remembered",
    )

    grade = add("grade", "mark what was collected into nbgrader's gradebook")
    grade.add_argument("exercise", nargs="?", metavar="EXERCISE")
    grade.add_argument("--force", action="store_true", help="grade again what has not changed")
    grade.add_argument(
        "--new-key", nargs="+", metavar="ITEM", help="mark by its corrected key what was handed in before; remembered"
    )
    grade.add_argument("--as-shown", action="store_true", help="with --new-key: what is not on record was shown alike")
    grade.add_argument("--jobs", type=_jobs, metavar="N", help="how many to grade at a time (one for each core)")
    grade.add_argument(
        "--allow-unisolated", action="store_true", help="run trainees' code even where this computer can't shut it in"
    )
    grade.add_argument("--memory", type=_whole, metavar="MB", help="memory of one hand-in's code (2048)")
    grade.add_argument("--time", type=_whole, metavar="S", help="seconds for one hand-in's code in all (300)")
    grade.add_argument(
        "--cell-time", type=_whole, metavar="S", help="seconds for each of its cells (nbgrader's setting: 30)"
    )
    grade.add_argument("--disk", type=_whole, metavar="MB", help="files that it may write, kept in memory (64)")
    grade.add_argument("--processes", type=_whole, metavar="N", help="processes and threads of one hand-in (64)")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="a dask scheduler to send the work to: tls://host:8786")
    grade.add_argument("--tls-ca", metavar="PEM", help="who vouches for the scheduler")
    grade.add_argument("--tls-certificate", metavar="PEM", help="who we are, to the scheduler")
    grade.add_argument("--tls-key", metavar="PEM", help="the key to that certificate")

    marking = add("mark", "mark written answers on a page of this computer")
    marking.add_argument("exercise", metavar="EXERCISE")
    marking.add_argument("item", nargs="?", metavar="ITEM", help="one written item; all if left out")
    marking.add_argument("--as", dest="marker", metavar="NAME", help="mark a second time, blind to the first marks")
    marking.add_argument("--anonymous", action="store_true", help="hide names, and shuffle the answers")
    marking.add_argument("--agreement", action="store_true", help="print how the markers agree")
    marking.add_argument("--moderate", action="store_true", help="see marks that differ side by side, and settle them")
    marking.add_argument("--no-browser", action="store_true", help="only print the address")
    feedback = add("feedback", "write one page of feedback for each trainee")
    feedback.add_argument("exercise", nargs="?", metavar="EXERCISE")
    feedback.add_argument(
        "--for",
        dest="platform",
        choices=["moodle", "canvas", "brightspace", "blackboard"],
        help="and as a zip for its upload",
    )

    report = add("report", "show who scored what on which item")
    report.add_argument("exercise", nargs="?", metavar="EXERCISE")
    report.add_argument("learner", nargs="?", metavar="LEARNER", help="everything about one learner, for an appeal")
    report.add_argument("--csv", type=Path, metavar="FILE", help="write the table there as well")
    report.add_argument(
        "--for", dest="platform", choices=["moodle", "canvas", "brightspace", "blackboard", "excel"],
        help="write into marks/ what this imports",
    )  # fmt: skip
    report.add_argument("--sheet", type=Path, metavar="FILE", help="the platform's own exported sheet, to be filled in")
    report.add_argument("--column", metavar="NAME", help="what the exercise is called there")

    analyse = add("analyse", "show what the class's answers tell of each question")
    analyse.add_argument("exercise", nargs="*", metavar="EXERCISE", help="one or several; all if left out")
    analyse.add_argument("--out", type=Path, metavar="DIR", help="write every table there as CSV")
    analyse.add_argument("--seed", type=_seed, default=1, metavar="N", help="how the class is resampled (1)")

    verifying = add("verify", "mark a reader's study record again")
    verifying.add_argument("file", type=Path, metavar="FILE", help="the file that the page My progress saved")

    sample = add("sample-class", "invent a class and its hand-ins, to try the educator's path")
    sample.add_argument("--exercise", metavar="EXERCISE")
    sample.add_argument(
        "--learners",
        type=_count,
        default=12,
        metavar="N",
        help="how many trainees (12)",
    )
    sample.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another class (1)")
    sample.add_argument("--folder", type=Path, default=Path("_build/sample-class"), metavar="DIR")
    return parser
