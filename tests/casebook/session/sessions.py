"""A small session that the tests of this folder mutate, walk and mark: real physiology, four moments, one written event."""

from casebook.author.session.reader import read_session
from casebook.text.session import Session

PATH = "book/tea/quiet-cup.session.md"

TEXT = """\
---
id: quiet-cup
title: A quiet cup
objectives: [tea-1]
level: evaluate
minutes: 5
patient: {age: 59, sex: female, weight: 80 kg, pressure: 137/81 mmHg, pulse: 74 per min, spo2: 98 %, breathing: 13 per min}
responds: {pressure: 99}
cuff: 5 min
treatment: {drug: racemic, dose: 40 mg, over: 40 min}
written:
  headache:
    why: Symptoms are in no model here.
    signs: {warning symptom: yes}
---
Somebody has come for a cup. This service pauses at {fact}`ae.htn.action_threshold_local`.

## ready: The bag hangs
here: pump off

All is well.

- ? rest: Take the pressure
  : It is {{ pressure }}.
  > So that a change can be seen.
- start: Let it drip (pump on, 10 min) -> running
  > All is checked.

## running: The pump runs
looks: 1
turns: 10 min at pause -> pounding

It drips.

- ? talk: Talk
  : "Fine."
  > Symptoms decide.
- wait: Wait (5 min) -> running until empty, then done
  > A rise is watched.
  >
  > at pause: The line was crossed.
- stop: Stop the pump (pump off, 10 min) -> after
  > The agreed act.

## pounding: "It's pounding"
here: emergency
begin: headache

- call: Call, and stop the pump (pump off, 10 min) -> ambulance
  > An emergency.
- ! tablet: Give a tablet (10 min) -> ambulance
  > Nobody was called.

## after: It is over
here: pump off

- wait: Read again (15 min) -> after until 90 min, then done
  > Until it falls.
- go: Let go -> done
  > When it has fallen.

## ambulance: The team
end: They write it down.

## done: The door
end: It closes.

## counts: What counts
- rest: Measured at rest (1 mark; ready/rest)
  > To compare: {fact}`mon.bp.iv_741`.
- stopped: Stopped with the first reading that crossed (3 marks; running/stop; within 1 min of pause)
  > The first.
- stopped: Stopped one late (1 mark; running/stop; within 6 min of pause)
  > Late.
- asked: Asked once the line was crossed (2 marks; running/talk; within 6 min of pause)
  > Symptoms decide.
- left: Let go when ready (3 marks; after/go at ready)
  > The list.
- never: Gave a tablet for an emergency (at most 1; pounding/tablet)
  > An emergency.
"""


def read(text: str = TEXT) -> Session:
    session = read_session(text.encode(), PATH)
    assert isinstance(session, Session), session
    return session
