"""Our exact solutions beside an ODE solver, in one run: speed, error, memory.

    uv run python benchmarks/kinetics.py            # a sample of people goes through the solver, and the rest is scaled up
    uv run python benchmarks/kinetics.py --all      # all 10,000 do

Times are the best of several runs on one thread of whatever machine this is; ratios are what travels.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.integrate import solve_ivp

from ketamine.model.effect import followers, respond, simulate_effects, typical_sensitivity
from ketamine.model.kinetics import infusion, read_model, simulate, spray, typical_adult
from ketamine.model.kinetics.network import Flow, build_network
from ketamine.model.kinetics.person import People, draw_people
from ketamine.model.kinetics.structure import build_structure, expand

COUNT, TIMES = 10_000, np.arange(241.0)


def best(work: Callable[[], object], *, runs: int) -> float:
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def solve(schedule, *, model, people: People, outputs, method="LSODA", rtol=1e-6, atol=1e-9, effects=False):
    """What one would write without knowing that the model is linear: an ODE per person, restarted where an input changes."""
    structure = build_structure(model, people=people)
    flows, volumes = list(structure.flows), dict(structure.outputs)
    if effects:
        for each in followers(model):
            state, volume = volumes[each.of]
            flows += [Flow(state, each.name, each.rate, copy=True), Flow(each.name, None, each.rate)]
            volumes[each.name] = (each.name, volume)
    network = build_network(flows, people=len(people))
    inputs = [each for dose in schedule for each in expand(dose, model=model, structure=structure)]
    marks = {0.0, TIMES[-1] / 60, *(e.start for e in inputs), *(e.start + e.duration for e in inputs)}
    moments = sorted(mark for mark in marks if mark <= TIMES[-1] / 60)
    hours, table = TIMES / 60, {name: np.empty((len(people), len(TIMES))) for name in outputs}
    for person in range(len(people)):
        matrix, state = network.matrix[person], np.zeros(len(network.states))
        for begin, end in pairwise(moments):
            feed = np.zeros_like(state)
            for each in inputs:
                amount = np.broadcast_to(each.amount, (len(people),))[person]
                index = network.states.index(each.entry)
                if each.duration == 0 and each.start == begin:
                    state[index] += amount
                elif each.start <= begin < each.start + each.duration:
                    feed[index] += amount / each.duration
            inside = (hours >= begin) & (hours < end) if end < moments[-1] else (hours >= begin)
            found = solve_ivp(
                lambda _, x, matrix=matrix, feed=feed: matrix @ x + feed,
                (begin, end),
                state,
                method=method,
                t_eval=np.append(hours[inside], end) if end not in hours[inside] else hours[inside],
                rtol=rtol,
                atol=atol,
            )
            for name in outputs:
                where, volume = volumes[name]
                table[name][person, inside] = (
                    1000 * found.y[network.states.index(where), : inside.sum()] / volume[person]
                )
            state = found.y[:, -1].copy()
    return table


def compare(
    title: str, *, ours: Callable[[], object], theirs: Callable[[int], object], sample: int, wanted: float
) -> float:
    mine = best(ours, runs=5)
    spent = best(lambda: theirs(sample), runs=1) * COUNT / sample
    note = "" if sample == COUNT else f" (scaled up from {sample:,} people)"
    print(
        f"{title}\n  ours {mine:8.3f} s\n  LSODA, rtol 1e-6 {spent:8.1f} s{note}\n  ratio {spent / mine:6.0f} (wanted: at least {wanted:g})"
    )
    return spent / mine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="put all people through the solver")
    sample = COUNT if parser.parse_args().all else 200

    racemic, nasal = read_model(), read_model("perezruixo_2021_esketamine")
    people = draw_people(COUNT, seed=1, model=racemic)
    patients = draw_people(COUNT, seed=2, model=nasal)
    drip, puff = infusion(0.5 * people.weight), spray(84)

    def few(schedule, who, count):
        return tuple(
            type(d)(d.route, d.mg if np.ndim(d.mg) == 0 else d.mg[:count], d.start, d.duration, d.device)
            for d in schedule
        ), who.select(slice(0, count))

    def racemic_solver(count, **kw):
        schedule, some = few(drip, people, count)
        return solve(schedule, model=racemic, people=some, outputs=("ketamine",), **kw)

    def nasal_solver(count, **kw):
        schedule, some = few(puff, patients, count)
        found = solve(schedule, model=nasal, people=some, outputs=("effect site", "waning"), effects=True, **kw)
        return respond(found["effect site"], waning=found["waning"], sensitivity=typical_sensitivity(some))

    print(f"{COUNT:,} invented people, {len(TIMES)} times\n")
    one = compare(
        "Three compartments, 40-minute infusion",
        ours=lambda: simulate(drip, times=TIMES, people=people),
        theirs=racemic_solver,
        sample=sample,
        wanted=150,
    )
    two = compare(
        "Nasal esketamine, three devices, with all five effects",
        ours=lambda: simulate_effects(puff, times=TIMES, model=nasal, people=patients),
        theirs=nasal_solver,
        sample=sample,
        wanted=40,
    )

    tight = racemic_solver(25, method="DOP853", rtol=1e-13, atol=1e-16)["ketamine"][:, 1:]
    schedule, some = few(drip, people, 25)
    error = np.abs(simulate(schedule, times=TIMES, people=some)["ketamine"][:, 1:] / tight - 1).max()
    print(f"\nGreatest relative error against DOP853, rtol 1e-13: {error:.1e} (wanted: below 1e-9)")

    person = typical_adult(70)
    single = best(lambda: simulate_effects(infusion(35), times=TIMES, people=person), runs=200)
    sprayed = best(lambda: simulate_effects(puff, times=TIMES, model=nasal, people=person), runs=200)
    print(
        f"One person, 241 points, kinetics and effects: infusion {single * 1e3:.2f} ms, spray {sprayed * 1e3:.2f} ms (wanted: under 2)"
    )

    peaks = []
    for work in (
        lambda: simulate(drip, times=TIMES, people=people),
        lambda: simulate_effects(puff, times=TIMES, model=nasal, people=patients),
    ):
        tracemalloc.start()
        work()
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    print(
        f"Memory at its highest: infusion {peaks[0]:.0f} MB, spray with effects {peaks[1]:.0f} MB (wanted: under 200)"
    )

    kept = one >= 150 and two >= 40 and error < 1e-9 and max(single, sprayed) < 2e-3 and max(peaks) < 200
    print("\nAll kept." if kept else "\nNOT all kept.")
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
