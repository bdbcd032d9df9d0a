"""Every slip of a session's author gets one line that says where, what and what to do."""

import random
from pathlib import Path

import pytest

from casebook.author.session.reader import read_session
from casebook.problem import Problem
from casebook.session.check import check_names
from casebook.session.judge import judge_ways
from ketamine.subject import subject

from .sessions import PATH, TEXT

RULES = [
    # the reader
    ("no-header", "---\nid: quiet-cup", "id: quiet-cup"),
    ("unknown-entry", "cuff: 5 min", "cuff: 5 min\ncuf: 5 min"),
    ("id-unlike-file", "id: quiet-cup", "id: loud-cup"),
    ("bad-cuff", "cuff: 5 min", "cuff: often"),
    ("no-treatment", "treatment: {drug: racemic, dose: 40 mg, over: 40 min}\n", ""),
    ("bad-responds", "responds: {pressure: 99}", "responds: strongly"),
    ("written-without-why", "    why: Symptoms are in no model here.\n", ""),
    ("bad-written", "    signs: {warning symptom: yes}\n", ""),
    ("bad-written", "{warning symptom: yes}", "{warning symptom: perhaps}"),
    ("no-story", "Somebody has come for a cup. This service pauses at {fact}`ae.htn.action_threshold_local`.\n", ""),
    ("heading", "## after: It is over", "### after: It is over"),
    ("no-id", "## after: It is over", "## After it is over"),
    ("duplicate-id", "## after: It is over", "## running: It is over"),
    ("no-counts", "## counts: What counts", "## count: What counts"),
    ("unknown-word", "here: emergency", "hear: emergency"),
    ("no-text", "end: It closes.", "end:"),
    ("bad-looks", "looks: 1", "looks: some"),
    ("bad-turn", "turns: 10 min at pause -> pounding", "turns: soon -> pounding"),
    ("ending-with-acts", "end: It closes.", "end: It closes.\n\n- go: Go (1 min) -> done\n  > Why.\n"),
    ("look-with-arrow", "- ? talk: Talk", "- ? talk: Talk -> after"),
    ("no-finding", '  : "Fine."\n', ""),
    ("no-reason", "  > Symptoms decide.\n- wait", "- wait"),
    ("no-reason", "  > The agreed act.\n", ""),
    ("no-arrow", "- go: Let go -> done", "- go: Let go"),
    ("bad-arrow", "-> running until empty, then done", "-> running until tea, then done"),
    ("bad-bracket", "(pump on, 10 min)", "(pump on, 10 min, 5 min)"),
    ("no-option-id", "- go: Let go -> done", "- Let go -> done"),
    ("bad-count", "(1 mark; ready/rest)", "(one mark; ready/rest)"),
    ("bad-count", "within 1 min of pause", "at once"),
    # the names
    ("bad-entry", "age: 59", "age: old"),
    ("bad-entry", "dose: 40 mg", "dose: 420 mg"),
    ("bad-entry", "over: 40 min", "over: 4 min"),
    ("unknown-sign", "{warning symptom: yes}", "{warning symptoms: yes}"),
    ("idle-happening", "begin: headache\n", ""),
    ("unknown-fact", "ae.htn.action_threshold_local", "ae.htn.action_threshold_locl"),
    ("unknown-number", "{{ pressure }}", "{{ presure }}"),
    ("broken-role", "{{ pressure }}", "{{ pressure }"),
    ("bare-number", "It drips.", "It drips at 20 mg."),
    ("dead-end", "end: It closes.", "It closes."),
    ("unknown-moment", "(pump off, 10 min) -> after", "(pump off, 10 min) -> aftr"),
    ("unknown-act", "(pump off, 10 min) -> after", "(pump quarter, 10 min) -> after"),
    ("unknown-state", "here: emergency", "here: calamity"),
    ("unknown-happening", "begin: headache", "begin: toothache"),
    ("unknown-look", "(pump on, 10 min)", "(pump on, if done nothing, 10 min)"),
    ("harm-unanswered", "- never: Gave a tablet for an emergency (at most 1; pounding/tablet)\n  > An emergency.\n", ""),
    ("never-unmarked", "- ! tablet", "- tablet"),
    ("unknown-part", "after/go at ready", "after/gone at ready"),
    ("line-unstated", " This service pauses at {fact}`ae.htn.action_threshold_local`.", ""),
    # the ways
    ("unreachable", "## ambulance: The team", "## cellar: Nobody\nend: No.\n\n## ambulance: The team"),
    ("timeless-loop", "- wait: Wait (5 min) -> running until empty, then done", "- wait: Wait -> running"),
    ("no-ending", "-> after until 90 min, then done", "-> after"),
    ("clock-backwards", "until 90 min", "until 5 min"),
    ("against-story", "## after: It is over\nhere: pump off", "## after: It is over\nhere: continue"),
    ("dead-end", "- stop: Stop the pump (pump off, 10 min) -> after", "- stop: Stop the pump (pump off, 10 min) -> again"),
    ("unreachable-marks", "within 1 min of pause", "within 0 min of emergency"),
    ("no-full-marks", "(1 mark; ready/rest)", "(1 mark; pounding/call)"),
]  # fmt: skip
AGAIN = "\n## again: Once more\n\n- more: More (once, 5 min) -> again\n  > Why.\n\n## counts"


def judge(text: str) -> list[Problem]:
    session = read_session(text.encode(), PATH)
    if isinstance(session, list):
        return session
    return list(check_names(session, subject, {})) or judge_ways(session, subject)[1]


@pytest.mark.parametrize(("rule", "sound", "slip"), RULES, ids=[f"{at}-{each[0]}" for at, each in enumerate(RULES)])
def test_a_slip_gets_a_line(rule: str, sound: str, slip: str) -> None:
    assert TEXT.count(sound) >= 1, sound
    text = TEXT.replace(sound, slip, 1)
    found = judge(text.replace("\n## counts", AGAIN, 1) if "-> again" in slip else text)
    assert rule in {problem.rule for problem in found}, found
    for problem in found:
        assert 1 <= problem.line <= text.count("\n") + 9
        assert str(problem).startswith(f"{PATH}:{problem.line}: ")
        assert problem.fix


def test_the_session_itself_has_no_slip() -> None:
    assert judge(TEXT) == []


def test_at_least_forty_slips_are_known() -> None:
    assert len(RULES) >= 40


def spoil(text: str, rng: random.Random) -> bytes:
    """Return the text after a few blows: lines lost, doubled, cut, swapped, signs changed, bytes broken."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        how = rng.randrange(7)
        if how == 0:
            del lines[at]
        elif how == 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        elif how == 2:
            lines[at] = lines[at][: rng.randint(0, len(lines[at]))]
        elif how == 3:
            lines[at] = lines[at].replace(rng.choice(":;/->(){}`"), rng.choice(":;/->(){}`#\x00"))
        elif how == 4:
            lines[at] = "  " * rng.randint(0, 3) + lines[at].strip()
        elif how == 5:
            lines[at] = lines[at].replace("min", rng.choice(["", "hours", "999 min", "-5 min"]))
        else:
            lines.insert(at, rng.choice(["- ? x", "- !", "```", "> ", "## :", "turns: ->", "end: x", "&a *a", "{{ }}"]))
        lines = lines or [""]
    data = "\n".join(lines).encode()
    return data if rng.random() < 0.95 else data[: len(data) // 2] + b"\xff" + data[len(data) // 2 :]


def test_five_hundred_spoilt_files_give_lines_and_no_traceback() -> None:
    rng = random.Random(15)
    read = 0
    for _ in range(500):
        session = read_session(spoil(TEXT, rng), PATH)
        if isinstance(session, list):
            assert all(isinstance(each, Problem) and each.line >= 1 for each in session)
        else:
            read += 1
            problems = list(check_names(session, subject, {}))
            if not problems and read % 10 == 0:
                judge_ways(session, subject)
    assert 0 < read < 500


def test_the_example_for_authors_is_a_sound_session() -> None:
    page = (Path(__file__).parents[3] / "book" / "contribute" / "writing-a-session.md").read_text("utf-8")
    example = page.split("```markdown\n")[1].split("```\n")[0]
    session = read_session(example.encode(), "book/events/first-rise.session.md")
    assert not isinstance(session, list), session
    assert list(check_names(session, subject, {})) == []
    assert judge_ways(session, subject)[1] == []
