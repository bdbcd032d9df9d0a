"""The command line: each command takes its arguments, calls one function and prints what came of it.

Exit codes: 0 done; 1 something is wrong with the course or with what was handed in, and it was said; 2 the command
itself was wrong; 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial

from .author.course import Course, find_course
from .problem import CasebookError, Severity, explain_refusal, format_problems, relative
from .usage.parser import make_parser

__all__ = ["main"]


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
    from .author.bank_reader import keep_exam, read_bank
    from .judge.check import check_course
    from .judge.ease import summarise_ease
    from .judge.measure import summarise_cues

    bank = read_bank(course)
    problems = check_course(course, as_of=options.as_of, strict=options.strict, whole=bank)
    if problems:
        print(format_problems(problems))
    judged = keep_exam(course, bank) if course.is_private else bank
    print(summarise_cues(judged, course))
    if not course.is_private:
        print(summarise_ease(course))
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
    from .judge.blind.agreement import record_answers, summarise_log
    from .judge.blind.guess import draw_lots, make_guess_form, print_options
    from .judge.blind.guessing import record_guesses
    from .judge.blind.log import Log, read_log
    from .judge.blind.sheet import make_form, print_public
    from .judge.check import check_bank

    bank = read_bank(course)
    bank = keep_exam(course, bank) if course.is_private else bank
    errors = [*bank.problems, *check_bank(bank, course.subject)]
    if errors:
        raise CasebookError.of(errors)
    if options.record:
        form = options.record.read_bytes()
        guessed = record_guesses(course, bank, form, str(options.record), on=options.on)
        if guessed:
            print(guessed)
            return 0
        print(record_answers(course, bank, form, str(options.record), on=options.on).text)
        log = read_log(course)
        if isinstance(log, Log):
            print(summarise_log(bank, log, course.subject))
        return 0
    if options.options_only:
        lots = draw_lots(bank, course.subject, seed=options.seed, only=options.name)
        sheet, form, reader = print_options(lots), make_guess_form(lots, seed=options.seed), "an options-only reader"
    else:
        sheet, form = (make(bank, course.subject, options.name) for make in (print_public, make_form))
        reader = "a second reader"
    write_file(options.folder / "sheet.txt", sheet.encode())
    write_file(options.folder / "form.toml", form.encode())
    print(f"{options.folder / 'sheet.txt'} is for {reader}, who writes into {options.folder / 'form.toml'}")
    return 0


def _session(course: Course, options: argparse.Namespace) -> int:
    from .judge.session import judge_named
    from .session.report import report_session

    judged, problems = judge_named(course, options.name)
    if problems:
        print(format_problems(problems))
    if judged is None or any(problem.severity is Severity.ERROR for problem in problems):
        return 1
    print(report_session(judged))
    return 0


def _build(course: Course, options: argparse.Namespace) -> int:
    if course.is_private:
        from .site.handout.write import write_handouts

        write_handouts(course, _choose(course, None))
        return 0
    from .judge.ease import summarise_ease
    from .site.build import build_site

    site = build_site(course, base_url=options.base_url, pdf=options.pdf)
    print(summarise_ease(course))
    print(f"The site is in {site}")
    return 0


def _open(course: Course, options: argparse.Namespace) -> int:
    from .site.build import build_site
    from .site.handout.write import FOLDER, write_handouts
    from .site.serve import serve_site

    show = partial(serve_site, port=options.port, open_browser=not options.no_browser)
    if course.is_private:
        exams = _choose(course, None)
        write_handouts(course, exams)
        show(course.root / FOLDER, pages=[f"{name}.html" for name in exams])
    else:
        show(build_site(course))
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
    word = {"new_key": options.new_key or (), "as_shown": options.as_shown, "alone": options.exercise is not None}
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
        count = write_feedback(course, exercise)
        print(f"{count} {'page' if count == 1 else 'pages'} of feedback on {exercise} in feedback/")
        if options.platform:
            parcel = pack_feedback(course, exercise, options.platform)
            print(f"{parcel.pages} of them in {parcel.path}, named for {options.platform.title()}")
            if parcel.missing:
                print(f"  not in it, since they did not hand in through it: {', '.join(parcel.missing)}")
            if parcel.waiting:
                print(f"  not final, since answers wait for a person: {', '.join(parcel.waiting)}")
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


def _analyse(course: Course, options: argparse.Namespace) -> int:
    from .analysis.gather import gather_responses
    from .analysis.result import analyse_class, format_analysis, write_analyses

    named = [name for each in options.exercise for name in _choose(course, each)]
    chosen = dict.fromkeys(named or _choose_handed_in(course, None))
    analyses = [analyse_class(gather_responses(course, exercise), seed=options.seed) for exercise in chosen]
    written = write_analyses(analyses, options.out) if options.out else ()
    print("\n\n".join(format_analysis(each) for each in analyses))
    if written:
        print(f"Written to {options.out}: {', '.join(path.name for path in written)}")
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


def _verify(course: Course, options: argparse.Namespace) -> int:
    from .study.record import LARGEST_RECORD, read_study_record
    from .study.report import format_verification
    from .study.verify import read_questions, verify

    with options.file.open("rb") as file:
        # One byte more than it may have: whatever is larger is refused without being held in memory.
        data = file.read(LARGEST_RECORD + 1)
    record = read_study_record(data, str(options.file), today=date.today())
    verification = verify(record, read_questions(course))
    print(format_verification(verification))
    return 0 if verification.is_sound else 1


def _sample_class(course: Course, options: argparse.Namespace) -> int:
    from .grading.handin.sample import make_sample_class

    for exercise in _choose(course, options.exercise):
        folder = options.folder / exercise if options.exercise is None else options.folder
        count = make_sample_class(course, exercise, learners=options.learners, seed=options.seed, folder=folder)
        print(f"{count} hand-ins of {options.learners} invented trainees are in {folder}")
    return 0


_COMMANDS = {
    "check": _check,
    "read": _read,
    "session": _session,
    "build": _build,
    "open": _open,
    "release": _release,
    "paper": _paper,
    "collect": _collect,
    "grade": _grade,
    "mark": _mark,
    "feedback": _feedback,
    "report": _report,
    "analyse": _analyse,
    "verify": _verify,
    "sample-class": _sample_class,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; prints one clear message for whatever goes wrong, never a traceback."""
    options = make_parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](find_course(answers=options.answers), options)
    except CasebookError as error:
        print(_clean(str(error)), file=sys.stderr)
        return 1
    except ValueError as error:
        # So a subject says that its own files are broken; anything else is a fault of the program.
        if not isinstance(getattr(error, "problems", None), tuple):
            raise
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
