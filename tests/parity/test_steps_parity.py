"""The page keeps of an answer what Python takes of it: the choices up to the first that the session does not allow there."""

import json
import random
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from casebook.bedside.mark import follow_steps, is_way, write_steps
from casebook.kind import KINDS
from casebook.kind.way import open_session
from casebook.session.graded import split_session
from casebook.web.bundle import FOLDER
from ketamine.subject import subject

from ..casebook.session.sessions import read

READ = """\
import {{ readFileSync }} from "node:fs";
const {{ session, answers }} = JSON.parse(readFileSync(0, "utf8"));
const {{ readSteps, writeSteps }} = await import("{folder}/bedside/engine/steps.js");
const {{ World }} = await import("{folder}/bedside/engine/world.js");
const world = new World(session, 0);
process.stdout.write(JSON.stringify(answers.map((steps) => writeSteps(readSteps(world, steps)))));
"""


def spoil(steps: Sequence[str], luck: random.Random) -> list[str]:
    """Return an answer in which, more often than not, something is not as the page would have it."""
    spoilt = list(steps)
    place = luck.randrange(len(spoilt))
    name, _, minute = spoilt[place].partition("@")
    match luck.randrange(5):
        case 0:
            spoilt[place] = f"{name}@{int(minute) + luck.choice([-5, 1, 5])}"
        case 1:
            spoilt[place] = luck.choice(["m1/a9@0", "m9/l1@5", f"m1/a1@{minute}"])
        case 2:
            del spoilt[place]
        case 3:
            spoilt.insert(place, spoilt[place])
    return [step for step in spoilt if is_way([step])]


def test_both_keep_the_same_steps_of_whole_and_spoilt_answers() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")
    part, secrets = split_session(read(), subject, b"salt-of-the-tests")
    luck = random.Random(11)
    answers = [spoil(KINDS["way"].invent(secrets["quiet-cup--way"], 0, luck, 0.0), luck) for _ in range(2000)]
    world, marker = open_session(part["items"][0], 0)
    followed = [follow_steps(world, marker, answer) for answer in answers]
    assert 400 < sum(bool(each.fault) for each in followed) < 1900
    given: dict[str, Any] = {"session": part["items"][0]["session"], "answers": answers}
    script = READ.format(folder=FOLDER.as_uri())
    run = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [list(write_steps(each.places, each.way)) for each in followed]
