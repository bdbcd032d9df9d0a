"""The command line: each command reads its arguments, calls one function and prints what came of it.

Exit codes: 0 done; 1 something is wrong with the course or with what was handed in, and it was said; 2 the command
itself was wrong; 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from .author.course import Course, find_course
from .problem import CasebookError, Severity, explain_refusal, format_problems, relative

__all__ = ["main"]


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
_jobs = _read_number("a number of jobs from 1 to 256", 1, 256)
# One below nothing is refused with the bounds, by `read_limits`.
_whole = _read_number("a whole number", -999_999_999, 999_999_999)


def _choose(course: Course, exercise: str | None) -> tuple[str, ...]:
    """Return the exercise named, or all of them; refuse a name the course does not have."""
    known = course.list_exercises()
    if exercise is None:
        if not known:
            raise CasebookError(f"{course.answers}: there is no graded exercise - add a folder of cases")
        return known
    if exercise not in known:
        raise CasebookError(f"there is no exercise {exercise} - the course has {', '.join(known) or 'none'}")
    return (exercise,)


def _choose_handed_in(course: Course, exercise: str | None) -> tuple[str, ...]:
    """Return the exercise named, or all that somebody has handed in."""
    from .grading.handin.submission import list_submitted

    chosen = _choose(course, exercise)
    if exercise is not None:
        return chosen
    found = tuple(name for name in chosen if list_submitted(course, name))
    if not found:
        raise CasebookError("submitted: nobody has handed in anything yet - run casebook collect first")
    return found


def _check(course: Course, options: argparse.Namespace) -> int:
    from .judge.check import check_course

    problems = check_course(course, as_of=options.as_of, strict=options.strict)
    if problems:
        print(format_problems(problems))
    errors = sum(problem.severity is Severity.ERROR for problem in set(problems))
    warnings = len(set(problems)) - errors
    if errors:
        print(f"{errors} to mend, {warnings} to look at", file=sys.stderr)
        return 1
    print(f"All is well; {warnings} to look at." if warnings else "All is well.")
    return 0


def _read(course: Course, options: argparse.Namespace) -> int:
    from .author.bank_reader import keep_exam, read_bank
    from .folder import write_file
    from .judge.blind.agreement import record_answers
    from .judge.blind.sheet import make_form, print_public
    from .judge.check import check_bank

    bank = read_bank(course)
    bank = keep_exam(course, bank) if course.is_private else bank
    errors = [*bank.problems, *check_bank(bank, course.subject)]
    if errors:
        raise CasebookError.of(errors)
    if options.record:
        form = options.record.read_bytes()
        print(record_answers(course, bank, form, str(options.record), on=options.on).text)
        return 0
    write_file(options.folder / "sheet.txt", print_public(bank, course.subject, options.name).encode())
    write_file(options.folder / "form.toml", make_form(bank, course.subject, options.name).encode())
    print(f"{options.folder / 'sheet.txt'} is for a second reader, who writes into {options.folder / 'form.toml'}")
    return 0


def _build(course: Course, options: argparse.Namespace) -> int:
    if course.is_private:
        from .site.handout.write import write_handouts

        write_handouts(course, _choose(course, None))
        return 0
    from .site.build import build_site

    print(f"The site is in {build_site(course, base_url=options.base_url, pdf=options.pdf)}")
    return 0


def _open(course: Course, options: argparse.Namespace) -> int:
    from .site.build import build_site
    from .site.handout.write import serve_handouts
    from .site.serve import serve_site

    how = {"port": options.port, "open_browser": not options.no_browser}
    if course.is_private:
        serve_handouts(course, _choose(course, None), **how)
    else:
        serve_site(build_site(course), **how)
    return 0


def _release(course: Course, options: argparse.Namespace) -> int:
    from .exercise.release import release
    from .site.handout.write import write_handouts

    for exercise in _choose(course, options.exercise):
        release(course, exercise)
        write_handouts(course, [exercise])
    return 0


def _paper(course: Course, options: argparse.Namespace) -> int:
    from .site.handout.write import write_paper

    sheet, key = write_paper(course, *_choose(course, options.exercise))
    print(f"{relative(sheet, course.root)} is to be printed and filled in; {relative(key, course.root)} is its key")
    return 0


def _collect(course: Course, options: argparse.Namespace) -> int:
    from .grading.handin.collect import collect

    (exercise,) = _choose(course, options.exercise)
    summary = collect(course, exercise, options.source, roster=options.roster)
    print(summary.text)
    return 0 if summary.clean else 1


def _grade(course: Course, options: argparse.Namespace) -> int:
    from .grading.run.allowance import ALLOWANCES, read_limits
    from .grading.run.assignment import grade_named
    from .grading.run.plain import is_plain, list_plain
    from .grading.spread.means import Means

    plain = [options.exercise] if options.exercise and is_plain(course, options.exercise) else []
    if options.exercise is None and not course.list_exercises():
        plain = list_plain(course)
    security = None
    if options.scheduler:
        from .grading.spread.cluster import make_security

        security = make_security(options.tls_ca, options.tls_certificate, options.tls_key)
    limits = read_limits(course, {each.name: getattr(options, each.name) for each in ALLOWANCES})
    means = Means(
        limits=limits,
        jobs=options.jobs,
        unisolated=options.allow_unisolated,
        scheduler=options.scheduler,
        security=security,
    )
    if options.new_key and options.exercise is None:
        raise CasebookError("--new-key is about one exercise - name it first: casebook grade EXERCISE --new-key ITEM")
    word = {"new_key": options.new_key or (), "as_shown": options.as_shown}
    failed = False
    for exercise in plain or _choose_handed_in(course, options.exercise):
        summary = grade_named(course, exercise, means, force=options.force, **word)
        print(summary.text)
        failed = failed or bool(summary.failed)
    return 1 if failed else 0


def _feedback(course: Course, options: argparse.Namespace) -> int:
    from .grading.result.feedback import write_feedback
    from .grading.result.parcel import pack_feedback

    for exercise in _choose_handed_in(course, options.exercise):
        print(f"{write_feedback(course, exercise)} pages of feedback on {exercise} are in feedback/")
        if options.platform:
            parcel = pack_feedback(course, exercise, options.platform)
            print(f"{parcel.pages} of them are in {parcel.path}, named for {options.platform.title()}")
            if parcel.missing:
                print(f"  not in it, since they did not hand in through it: {', '.join(parcel.missing)}")
    return 0


def _report(course: Course, options: argparse.Namespace) -> int:
    from .grading.result.marks_sheet import write_marks_sheets
    from .grading.result.report import format_report, read_report, write_report

    if (options.sheet or options.column) and options.platform in (None, "excel"):
        raise CasebookError("--sheet and --column fill in a platform's own sheet - say with --for whose it is")
    chosen = _choose_handed_in(course, options.exercise)
    table = read_report(course, chosen)
    if options.learner:
        from .grading.result.appeal import tell_learner
        from .grading.result.feedback import write_feedback_page

        write_page = partial(write_feedback_page, course, chosen[0])
        print(tell_learner(course, table, chosen[0], options.learner, write_page=write_page))
        return 0
    # What is to be written is written first, so that a reader who closes the pipe does not cost the file.
    written = []
    if options.csv:
        write_report(table, options.csv)
        written.append(f"Written to {options.csv}")
    if options.platform:
        written += write_marks_sheets(course, table, chosen, options.platform, options.sheet, options.column or "")
    print(format_report(table), *written, sep="\n")
    return 0


def _mark(course: Course, options: argparse.Namespace) -> int:
    from .grading.written.session import serve_marking, tell_agreement

    (exercise,) = _choose(course, options.exercise)
    given = {"marker": options.marker, "anonymous": options.anonymous, "moderate": options.moderate}
    if options.agreement:
        print(tell_agreement(course, exercise, options.item))
    else:
        serve_marking(course, exercise, options.item, open_browser=not options.no_browser, **given)
    return 0


def _sample_class(course: Course, options: argparse.Namespace) -> int:
    from .grading.handin.sample import make_sample_class

    for exercise in _choose(course, options.exercise):
        folder = options.folder / exercise if options.exercise is None else options.folder
        count = make_sample_class(course, exercise, learners=options.learners, seed=options.seed, folder=folder)
        print(f"{count} hand-ins of {options.learners} invented trainees are in {folder}")
    return 0


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casebook", description="Build, check, hand out and grade a course of cases.", allow_abbrev=False
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--answers", type=Path, metavar="DIR", help="a private folder of graded cases")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, parents=[shared], allow_abbrev=False)
        command.set_defaults(run=run)
        return command

    check = add("check", _check, "judge every case, page and exercise")
    check.add_argument("--strict", action="store_true", help="a fact past its review date is an error")
    check.add_argument(
        "--as-of", type=_day, default=date.today(), metavar="DATE", help="judge review dates on this day"
    )

    reading = add("read", _read, "print items for a blind second reader, or record what one answered")
    reading.add_argument("name", nargs="*", metavar="NAME", help="cases or items to print; all if left out")
    reading.add_argument("--folder", type=Path, default=Path("_build/reading"), metavar="DIR", help="where to print")
    reading.add_argument(
        "--record", type=Path, metavar="FORM", help="compare a filled-in form with the keys and log it"
    )
    reading.add_argument("--on", type=_day, default=date.today(), metavar="DATE", help="the day it was filled in")

    build = add("build", _build, "build the site into _build/html")
    build.add_argument("--base-url", metavar="URL", help="where the site will be: https://example.org/course/")
    build.add_argument("--pdf", action="store_true", help="print the book and each chapter as PDF as well")

    opening = add("open", _open, "build the site, serve it on this computer and open it")
    opening.add_argument("--no-browser", action="store_true", help="only print the address")
    opening.add_argument("--port", type=_port, default=8000, metavar="N", help="the port to try first (8000)")

    release = add("release", _release, "make exercises/ from answers/")
    release.add_argument("exercise", nargs="?", metavar="EXERCISE", help="one exercise; all if left out")

    paper = add("paper", _paper, "write an exercise as a page to print, and its key")
    paper.add_argument("exercise", metavar="EXERCISE")

    collect = add("collect", _collect, "take hand-ins from a folder, an archive, a mailbox or an LMS download")
    collect.add_argument("exercise", metavar="EXERCISE")
    collect.add_argument("source", type=Path, metavar="SOURCE", help="the folder, archive, mailbox or file of hand-ins")
    collect.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="who is in the class: CSV or Excel, as your platform exports it; remembered",
    )

    grade = add("grade", _grade, "mark what was collected into nbgrader's gradebook")
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

    marking = add("mark", _mark, "mark written answers on a page of this computer")
    marking.add_argument("exercise", metavar="EXERCISE")
    marking.add_argument("item", nargs="?", metavar="ITEM", help="one written item; all if left out")
    marking.add_argument("--as", dest="marker", metavar="NAME", help="mark a second time, blind to the first marks")
    marking.add_argument("--anonymous", action="store_true", help="hide names, and shuffle the answers")
    marking.add_argument("--agreement", action="store_true", help="print how the markers agree")
    marking.add_argument("--moderate", action="store_true", help="see marks that differ side by side, and settle them")
    marking.add_argument("--no-browser", action="store_true", help="only print the address")
    feedback = add("feedback", _feedback, "write one page of feedback for each trainee")
    feedback.add_argument("exercise", nargs="?", metavar="EXERCISE")
    feedback.add_argument(
        "--for",
        dest="platform",
        choices=["moodle", "canvas", "brightspace", "blackboard"],
        help="and as a zip for its upload",
    )

    report = add("report", _report, "show who scored what on which item")
    report.add_argument("exercise", nargs="?", metavar="EXERCISE")
    report.add_argument("learner", nargs="?", metavar="LEARNER", help="everything about one learner, for an appeal")
    report.add_argument("--csv", type=Path, metavar="FILE", help="write the table there as well")
    report.add_argument(
        "--for", dest="platform", choices=["moodle", "canvas", "brightspace", "blackboard", "excel"],
        help="write into marks/ what this imports",
    )  # fmt: skip
    report.add_argument("--sheet", type=Path, metavar="FILE", help="the platform's own exported sheet, to be filled in")
    report.add_argument("--column", metavar="NAME", help="what the exercise is called there")

    sample = add("sample-class", _sample_class, "invent a class and its hand-ins, to try the educator's path")
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; prints one clear message for whatever goes wrong, never a traceback."""
    options = _make_parser().parse_args(arguments)
    try:
        return int(options.run(find_course(answers=options.answers), options))
    except CasebookError as error:
        print(_clean(str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; run the same command again to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(_clean(explain_refusal(error)), file=sys.stderr)
        return 1


def _clean(text: str) -> str:
    """Return text whose lines are its own: nothing in it moves a terminal's cursor or sets its colours."""
    # Only when something went wrong; most commands never need it.
    from .grading.handin.quarantine import clean_text

    return clean_text(text)


if __name__ == "__main__":
    sys.exit(main())
