"""Does anything notice when one number or one word of the registry is wrong? For every mutant some test must fail.

Slow: each mutant is a copy of the package with one line changed, and the tests that should notice, run on it. The list
covers every parameter of every model that can be run, every constant of the effects, every verdict and level of the rules,
and every number of a fact that a calculator or a rule reads. `MUTANTS=all pytest -m slow tests/ketamine/test_mutation.py -n 2`
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import ketamine

HERE = Path(__file__).parent
REGISTRY = Path(ketamine.__file__).parent / "registry"
# the tests of the kinetics that hold numbers; the others hold relations, which a wrong number can satisfy
_HELD = "reference or exponents or as_first_computed or ancestry or assumed_absorption or published_derivations"
KINETICS = ("model/kinetics/test_simulate.py", "quantity/test_limit.py", "model/test_effect.py", "-k", _HELD)
# files of rules -> the word that decides, and what it is changed to; and the tests that should notice
WORDS = {
    "rules/screening.toml": ("verdict", {"stop": "ask", "ask": "stop"}, ("rule/test_screening.py",)),
    "rules/monitoring.toml": (
        "level",
        {"watch": "continue", "pause": "watch", "emergency": "pause"},
        ("rule/test_monitoring.py",),
    ),
    "rules/events.toml": ("level", {"watch": "pause", "pause": "watch", "emergency": "pause"}, ("rule/test_event.py",)),
}
# facts that calculators and rules read -> the tests that should notice
FACTS = {
    "dosing.iv.standard_dose": ("calculator/test_dosing.py",),
    "dosing.iv.standard_duration": ("calculator/test_dosing.py",),
    "dosing.iv.local_ceiling": ("calculator/test_dosing.py", "quantity/test_limit.py"),
    "dosing.calc.ibw_devine": ("calculator/test_weight.py",),
    "dosing.calc.adjbw": ("calculator/test_weight.py",),
    "form.esk.device_strength": ("calculator/test_dosing.py",),
    "form.vial.10": ("calculator/test_dosing.py",),
    "form.vial.100": ("calculator/test_dosing.py",),
    "dosing.esk.max": ("calculator/test_dosing.py",),
    "dosing.esk.device_gap": ("rule/test_session.py",),
    "dosing.esk.day1": ("rule/test_session.py",),
    "dosing.esk.induction": ("rule/test_session.py",),
    "dosing.esk.week5_8": ("rule/test_session.py",),
    "dosing.esk.week9": ("rule/test_session.py",),
    "dosing.esk.mdsi": ("rule/test_session.py",),
    "special.older.start_dose_eu": ("rule/test_session.py",),
    "special.pediatric": ("rule/test_screening.py",),
    "screen.ci.eu_cv_event": ("rule/test_screening.py",),
    "screen.ci.ketamine_ch": ("rule/test_screening.py",),
    "screen.bp.us_threshold": ("rule/test_screening.py",),
    "screen.rel.eu_cv_list": ("rule/test_screening.py",),
    "screen.trd.definition": ("rule/test_screening.py",),
    "ae.htn.action_threshold_local": ("rule/test_monitoring.py",),
    "mon.spo2.threshold": ("rule/test_monitoring.py",),
    "mon.act.low_pressure": ("rule/test_monitoring.py",),
    "mon.act.mean_pressure": ("rule/test_monitoring.py",),
    "mon.act.pressure_fall": ("rule/test_monitoring.py",),
    "mon.act.pressure_call": ("rule/test_monitoring.py",),
    "mon.act.breathing_line": ("rule/test_monitoring.py",),
    "mon.act.moaas_deep": ("rule/test_monitoring.py",),
    "mon.act.rate_pause": ("rule/test_monitoring.py",),
    "mon.act.slow_heart": ("rule/test_monitoring.py",),
    "mon.act.rate_150": ("rule/test_monitoring.py",),
    "screen.pre.spray_ceiling": ("rule/test_screening.py",),
    "screen.pre.stroke_wait": ("rule/test_screening.py",),
    "screen.pre.spo2_trial_floor": ("rule/test_screening.py",),
    "screen.pre.asa_action": ("rule/test_screening.py",),
    "mon.sedation.target": ("rule/test_monitoring.py",),
    "scale.moaas.sedation_def": ("rule/test_monitoring.py",),
    "ae.bradycardia.action": ("rule/test_monitoring.py", "rule/test_event.py"),
    "mon.vitals.iv_schedule": ("rule/test_monitoring.py",),
    "dosing.esk.bp_40": ("rule/test_monitoring.py",),
    "dosing.esk.observe_2h": ("rule/test_monitoring.py",),
    "scale.phq9.bands": ("rule/test_scale.py",),
    "scale.gad7.bands": ("rule/test_scale.py",),
    "scale.madrs.bands": ("rule/test_scale.py",),
    "scale.qids.bands": ("rule/test_scale.py",),
    "scale.hamd17.bands": ("rule/test_scale.py",),
    "scale.dast10.structure": ("rule/test_scale.py",),
    "scale.stopbang": ("rule/test_scale.py",),
    "scale.phq9.range": ("rule/test_scale.py",),
    "scale.gad7.items_range": ("rule/test_scale.py",),
    "scale.auditc.structure": ("rule/test_scale.py",),
    "scale.auditc.cutoff": ("rule/test_scale.py",),
    "scale.asrm": ("rule/test_scale.py",),
    "scale.aldrete.structure": ("rule/test_scale.py",),
    "scale.padss.structure": ("rule/test_scale.py",),
    "scale.madrs.structure": ("rule/test_scale.py",),
    "scale.madrs.response": ("rule/test_scale.py",),
    "scale.madrs.remission_variants": ("rule/test_scale.py",),
    "scale.madrs.meaningful_change": ("rule/test_scale.py",),
    "scale.phq9.response_remission": ("rule/test_scale.py",),
    "scale.qids.structure": ("rule/test_scale.py",),
    "scale.qids.remission": ("rule/test_scale.py",),
    "scale.hamd17.structure": ("rule/test_scale.py",),
    "scale.cadss.range": ("rule/test_scale.py",),
    "scale.cgi_s": ("rule/test_scale.py",),
    "ev.murrough2013": ("trial/test_trial.py",),
    "ev.popova2019_rates": ("trial/test_trial.py",),
    "ev.anand2023": ("trial/test_trial.py",),
    "ev.ekstrand2022": ("trial/test_trial.py",),
    "ev.daly2019": ("trial/test_trial.py",),
    "ev.singh2016": ("trial/test_trial.py",),
    "fu.harm.sustain2_serious": ("trial/test_harm.py",),
    "fu.harm.sustain2_stop": ("trial/test_harm.py",),
    "fu.harm.sustain2_urinary": ("trial/test_harm.py",),
    "fu.harm.sustain2_none": ("trial/test_harm.py",),
    "fu.harm.sustain3_serious": ("trial/test_harm.py",),
    "fu.harm.parenteral_survey": ("trial/test_harm.py",),
    "fu.harm.rems58": ("trial/test_harm.py",),
    "fu.harm.rems_misuse": ("trial/test_harm.py",),
    "fu.harm.gms_suicide": ("trial/test_harm.py",),
    "fu.harm.resp_rate": ("trial/test_harm.py",),
    "mon.bp.iv_yale_severe": ("trial/test_harm.py",),
    "mon.bp.iv_emory": ("trial/test_harm.py",),
    "ddi.maoi_cohort": ("trial/test_harm.py",),
    "pop.sud.realesk": ("trial/test_harm.py",),
    "pk.vd.racemic": ("calculator/test_concentration.py",),
}
_RUN = ["composite_racemic", "otto_fanta", "perezruixo", "simons", "domino", "herd"]
_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `line` of `file` becomes `text`; `tests` should notice."""

    file: str
    line: int
    text: str
    was: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        """What a reader of the list sees."""
        return f"{self.file}:{self.line}: {_around_change(self.was, self.text)}"


def _around_change(was: str, text: str) -> str:
    start = next((i for i, (a, b) in enumerate(zip(was, text, strict=False)) if a != b), 0)
    start = max(0, was.rfind(" ", 0, max(0, start - 12)))
    return f"{was[start : start + 40].strip()} -> {text[start : start + 40].strip()}"


def list_mutants() -> list[Mutant]:
    """Every mutant, in a fixed order."""
    return [*_models(), *_effects(), *_words(), *_facts(), *_rows(), *_people(), *_conditions()]


def _conditions() -> Iterator[Mutant]:
    """Which number of a pressure a rule compares, its second condition, its entry in the emergency list, where it comes from."""
    other = {"systolic": "mean", "mean": "systolic", "fall": "mean"}
    tests = {
        "rules/screening.toml": ("rule/test_screening.py",),
        "rules/monitoring.toml": ("rule/test_monitoring.py", "rule/test_edge.py"),
        "rules/events.toml": ("rule/test_event.py", "rule/test_monitoring.py"),
    }
    for file, noticing in tests.items():
        for number, line in enumerate(_lines(file), 1):
            if found := re.match(r'of = "(\w+)"$', line):
                yield Mutant(file, number, f'of = "{other[found[1]]}"', line, noticing)
            elif line.startswith(("also = ", "listed = ", "baseline = ")):
                yield Mutant(file, number, "", line, noticing)


def _lines(file: str) -> list[str]:
    return (REGISTRY / file).read_text(encoding="utf-8").splitlines()


def _change(number: str, *, times: float = 1.15) -> str:
    value = float(number)
    if value == 0:
        return "1"
    changed = value * times
    return (
        str(round(changed))
        if "." not in number and abs(value) >= 10
        else f"{changed:.6g}"
        if "." in number
        else str(int(value) + 1)
    )


def _models() -> Iterator[Mutant]:
    key, section = "", ""
    for number, line in enumerate(_lines("models/kinetics.toml"), 1):
        if line.startswith("key = "):
            key = line.split('"')[1]
        if line.startswith("["):
            section = line.strip("[]")
        used = any(key.startswith(each) for each in _RUN)
        parameter = used and section.startswith(("model.parameters", "model.metabolite"))
        if parameter and (found := re.search(rf"value = ({_NUMBER})", line)):
            text = line[: found.start(1)] + f"{float(found[1]) * 1.15:.6g}" + line[found.end(1) :]
            yield Mutant("models/kinetics.toml", number, text, line, KINETICS)
        if parameter and (found := re.search(r"exponent = (1|0\.75)\b", line)):
            text = line[: found.start(1)] + "0.5" + line[found.end(1) :]
            yield Mutant("models/kinetics.toml", number, text, line, KINETICS)
        if section.startswith("absorption") and line.startswith("value = "):
            text = f"value = {float(line.split()[2]) * 1.3:.6g}"
            yield Mutant("models/kinetics.toml", number, text, line, KINETICS)
        if section == "model.enantiomer_split" and line.startswith("s_fraction"):
            yield Mutant("models/kinetics.toml", number, "s_fraction = 0.54", line, KINETICS)
        if section == "model.film_absorption" and (found := re.search(rf"= ({_NUMBER})$", line)):
            text = line[: found.start(1)] + f"{float(found[1]) * 1.5:.6g}"
            yield Mutant("models/kinetics.toml", number, text, line, KINETICS)
        if used and section == "model.covariates" and (found := re.search(rf"= ({_NUMBER})$", line)):
            text = line[: found.start(1)] + f"{float(found[1]) * 1.15:.6g}"
            yield Mutant("models/kinetics.toml", number, text, line, KINETICS)
        if section == "conventions.molar_mass_g_per_mol" and line.startswith("ketamine"):
            name, value = line.split(" = ")
            yield Mutant(
                "models/kinetics.toml",
                number,
                f"{name} = {float(value) * 1.05:.6g}",
                line,
                ("calculator/test_dosing.py",),
            )


def _effects() -> Iterator[Mutant]:
    wanted = r"(t_half_ke0_min|t_half_M_min|M50_ng_per_mL|default|SBP_max|DBP_max|HR_max|Emax|C50s|g|older_multiplier|older_age|correlation_with_SBP|bsv_sd_log)"
    section = ""
    for number, line in enumerate(_lines("models/effects.toml"), 1):
        if line.startswith("["):
            section = line.strip("[]")
        if not section.startswith(("states", "effects")):
            continue
        found = re.match(rf"{wanted} = ({_NUMBER})$", line) or re.match(
            rf"{wanted} = \{{default\w* = ({_NUMBER})", line
        )
        if found:
            value = f"{float(found[2]) * 1.25:.6g}"
            yield Mutant(
                "models/effects.toml",
                number,
                line[: found.start(2)] + value + line[found.end(2) :],
                line,
                ("model/test_effect.py",),
            )


def _words() -> Iterator[Mutant]:
    for file, (name, changes, tests) in WORDS.items():
        for number, line in enumerate(_lines(file), 1):
            if found := re.match(rf'{name} = "(\w+)"$', line):
                yield Mutant(file, number, f'{name} = "{changes[found[1]]}"', line, tests)


def _facts() -> Iterator[Mutant]:
    for path in sorted((REGISTRY / "facts").glob("*.toml")):
        file, tests = f"facts/{path.name}", ()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("id = "):
                tests = FACTS.get(line.split('"')[1], ())
                tests = (*tests, "registry/test_fact.py") if tests else ()
            if not tests:
                continue
            if line.startswith(("parameters.bradycardia_below", "parameters.unconscious_score")):  # shown, not used
                continue
            if found := re.match(rf"(?:value|threshold|cutoff|parameters\.\w+|cutoffs\.\w+) = ({_NUMBER})$", line):
                yield Mutant(file, number, line[: found.start(1)] + _change(found[1]), line, tests)
            elif found := re.match(r'value = "(\d+)/(\d+)"$', line):
                yield Mutant(file, number, f'value = "{int(found[1]) + 7}/{found[2]}"', line, tests)
                yield Mutant(file, number, f'value = "{found[1]}/{int(found[2]) + 7}"', line, tests)
            elif found := re.match(r"(?:range|bands\.\w+|parameters\.\w+) = \[(\d+), (\d+)\]$", line):
                low = line[: found.start(1)] + str(int(found[1]) + 1) + line[found.end(1) :]
                high = line[: found.start(2)] + str(int(found[2]) + 1) + line[found.end(2) :]
                if not line.startswith("parameters.after_min"):
                    yield Mutant(file, number, low, line, tests)
                if not line.startswith(
                    ("range = [10, 15]", "parameters.after_min")
                ):  # their upper ends are shown, not used
                    yield Mutant(file, number, high, line, tests)
            elif found := re.search(r"(?:responders|remitters|relapses) = (\d+)|sd = (\d+\.\d)", line):
                group = 1 if found[1] else 2
                value = str(int(found[1]) + 8) if found[1] else f"{float(found[2]) + 2:.1f}"
                yield Mutant(file, number, line[: found.start(group)] + value + line[found.end(group) :], line, tests)


def _rows() -> Iterator[Mutant]:
    for number, line in enumerate(_lines("rules/scales.toml"), 1):
        if found := re.match(r"items = (\d+)$", line):
            yield Mutant("rules/scales.toml", number, f"items = {int(found[1]) + 1}", line, ("rule/test_scale.py",))
        if found := re.match(r"item_range = \[0, (\d)\]$", line):
            yield Mutant(
                "rules/scales.toml", number, f"item_range = [0, {int(found[1]) + 1}]", line, ("rule/test_scale.py",)
            )
    for number, line in enumerate(_lines("trials.toml"), 1):
        if line == "good = false":
            yield Mutant("trials.toml", number, "good = true", line, ("trial/test_trial.py",))
        if line == "poolable = false":
            yield Mutant("trials.toml", number, "poolable = true", line, ("trial/test_trial.py",))
    yield from _harms()
    section = ""
    for number, line in enumerate(_lines("settings.toml"), 1):
        if line.startswith("["):
            section = line.strip("[]")
        if section.startswith("limit.") and (found := re.match(rf"(?:low|high) = ({_NUMBER})$", line)):
            text = line[: found.start(1)] + _change(found[1], times=1.5)
            yield Mutant("settings.toml", number, text, line, ("quantity/test_limit.py",))


def _harms() -> Iterator[Mutant]:
    """Which count of a fact is whose, in what unit, and how it was counted."""
    other = {
        "open study": "reports sent in",
        "clinic forms": "open study",
        "reports sent in": "clinic forms",
        "survey of providers": "case series",
        "case series": "survey of providers",
        "people": "sessions",
        "sessions": "person-years",
        "person-years": "people",
    }
    tests = ("trial/test_harm.py",)
    for number, line in enumerate(_lines("harms.toml"), 1):
        if found := re.match(r'(unit|counted) = "([\w -]+)"$', line):
            yield Mutant("harms.toml", number, f'{found[1]} = "{other[found[2]]}"', line, tests)
        elif found := re.match(r'(events|percent|of) = "(\w+)"$', line):
            yield Mutant("harms.toml", number, f'{found[1]} = "nothing"', line, tests)
    for number, line in enumerate(_lines("settings.toml"), 1):
        if found := re.match(rf"(rule_of_three|per|printed_step) = ({_NUMBER})$", line):
            yield Mutant("settings.toml", number, f"{found[1]} = {_change(found[2], times=2)}", line, tests)


def _people() -> Iterator[Mutant]:
    """How people differ and what is drawn for them, how far a model goes, and what a reading can be."""
    wanted = r"(?:omega2\w*|cv|bsv_cv|logit_FRn_sd|kmet_cv|limits) = "
    for number, line in enumerate(_lines("models/kinetics.toml"), 1):
        if re.match(wanted, line):
            for found in re.finditer(r"(?<![\w.\-/\"])(\d*\.\d+|\d{2,})(?![\w.])", line.split(", verified")[0]):
                text = line[: found.start(1)] + f"{float(found[1]) * 1.3:.6g}" + line[found.end(1) :]
                yield Mutant("models/kinetics.toml", number, text, line, ("quantity/test_limit.py",))
    for number, line in enumerate(_lines("models/patients.toml"), 1):
        if found := re.match(rf"\w+ = ({_NUMBER})$", line):
            text = line[: found.start(1)] + f"{float(found[1]) * 1.5:.6g}"
            yield Mutant("models/patients.toml", number, text, line, ("model/test_patient.py",))
    section = ""
    for number, line in enumerate(_lines("rules/plausible.toml"), 1):
        section = line.strip("[]") if line.startswith("[") else section
        if section == "reading" and (found := re.match(r"(?:low|high) = \[?(\d+)", line)):
            text = line[: found.start(1)] + str(int(found[1]) + 3) + line[found.end(1) :]
            yield Mutant("rules/plausible.toml", number, text, line, ("rule/test_rule.py",))


MUTANTS = list_mutants()
# A share of them runs by default; MUTANTS=all in the environment runs every one.
CHOSEN = MUTANTS if os.environ.get("MUTANTS") == "all" else MUTANTS[::9]


def test_there_are_many_mutants_of_every_kind():
    assert len(CHOSEN) >= 60
    files = {mutant.file for mutant in MUTANTS}
    assert {
        "models/kinetics.toml",
        "models/effects.toml",
        "rules/screening.toml",
        "rules/monitoring.toml",
        "rules/events.toml",
        "facts/dosing.toml",
    } <= files


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    home = tmp_path_factory.mktemp("mutant")
    shutil.copytree(REGISTRY.parent, home / "ketamine", ignore=shutil.ignore_patterns("__pycache__"))
    return home


@pytest.mark.slow
@pytest.mark.parametrize("mutant", CHOSEN, ids=str)
def test_somebody_notices(mutant, package):
    path = package / "ketamine" / "registry" / mutant.file
    original = path.read_text(encoding="utf-8")
    lines = original.splitlines()
    assert lines[mutant.line - 1] == mutant.was != mutant.text
    lines[mutant.line - 1] = mutant.text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-x",
                "-q",
                "-p",
                "no:cacheprovider",
                "-o",
                "addopts=",
                "-p",
                "no:xdist",
                "-p",
                "no:anyio",
            ]
            + [str(HERE / each) if each.endswith(".py") else each for each in mutant.tests],
            env={**os.environ, "PYTHONPATH": str(package), "HYPOTHESIS_MAX_EXAMPLES": "10"},
            capture_output=True,
            text=True,
            cwd=HERE.parents[1],
        )
    finally:
        path.write_text(original, encoding="utf-8")
    assert done.returncode in (1, 2), f"nobody noticed: {mutant}"
