"""What came of marking a study record again, in words: every answer, the sums, and what no such file can show."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ..grading.handin.quarantine import clean_line
from ..mark.mark import Status, count_earned, count_marks
from .verify import Finding, Outcome, Verification

__all__ = ["LIMITS", "format_verification"]

LIMITS = (
    "This does not show who answered, when, how long it took, or with what help: the file was written on the reader's own device, "
    "and anybody can write one. It shows that the answers in it earn the marks it says. It is no certificate and no accreditation."
)
"""What agreement does not mean; said under every result."""

_MANY = {Outcome.AGREES: "agree", Outcome.DIFFERS: "differ"}
_WIDTH = max(len(verdict) for verdict in Outcome)


def _say_mark(status: str, points: float, of: float) -> str:
    if status == Status.WAITS:
        return "written, not marked"
    return "not answered" if status == Status.UNANSWERED else count_earned(points, of)


def _say_finding(finding: Finding) -> str:
    claim = finding.claim
    words = [_say_mark(claim.status, claim.points, claim.of)]
    if finding.verdict is Outcome.DIFFERS and finding.mark:
        given = finding.mark
        words = [
            f"says {words[0]} ({claim.status}); the answer earns {_say_mark(given.status, given.points, given.out_of)} ({given.status})"
        ]
    if finding.why:
        words.append(finding.why)
    if not finding.is_drawn:
        words.append("not the numbers that this record draws")
    return f"  {finding.verdict:<{_WIDTH}}  {claim.item}: {'; '.join(words)}"


def _say_sums(findings: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(finding.verdict for finding in findings)
    yield "  " + ", ".join(f"{counts[verdict]} {_MANY.get(verdict, verdict)}" for verdict in Outcome if counts[verdict])
    sure = [each for each in findings if each.verdict is Outcome.AGREES and each.claim.status != Status.WAITS]
    if sure:
        earned, of = sum(each.claim.points for each in sure), sum(each.claim.of for each in sure)
        yield f"  {count_earned(earned, of)} in the answers that agree"
    claimed = [each for each in findings if each.claim.status != Status.WAITS]
    if len(claimed) > len(sure):
        rest = sum(each.claim.points for each in claimed) - sum(each.claim.points for each in sure)
        yield f"  {count_marks(rest)} claimed beside them, not confirmed"


def _say_part(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"{clean_line(title)}: {len(findings)} {'answer' if len(findings) == 1 else 'answers'}"
    yield from map(_say_finding, findings)
    if findings:
        yield from _say_sums(findings)


def _say_head(verification: Verification) -> Iterator[str]:
    record = verification.record
    yield f"Study record of {clean_line(record.name) or 'nobody named'}, made on {record.made.isoformat()}"
    pages = len(record.pages)
    yield f"  {clean_line(record.course)}; {pages} {'page' if pages == 1 else 'pages'} said to be read, which nothing can check"
    same = record.edition == verification.edition
    yield f"  questions of edition {record.edition}, {'as here' if same else f'here {verification.edition}: some were edited since'}"


def format_verification(verification: Verification) -> str:
    """Return the whole result as lines for a terminal."""
    lines = [*_say_head(verification), "", *_say_part("Self-checks", verification.findings)]
    if not verification.sums_agree:
        lines.append("  differs: the sums that the file gives itself are not those of its answers")
    for title, findings in verification.exams:
        lines += ["", *_say_part(f"Exam: {title}", findings)]
    undrawn = sum(not each.is_drawn for each in verification.everything)
    if undrawn:
        lines += [
            "",
            f"{undrawn} with numbers that the record does not draw: answered in a review, in another browser, or written by hand.",
        ]
    verdict = "Every mark that can be given again agrees." if verification.is_sound else "Something differs."
    return "\n".join([*lines, "", verdict, LIMITS])
