"""What the subject lends to a course."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from ketamine.quantity.calculator import describe
from ketamine.quantity.unit import Quantity, UnitError, read_unit, show_unit
from ketamine.subject import subject

TRY = {
    "weight": 92,
    "strength": 50,
    "volume": 50,
    "dose": 0.5,
    "duration": 40,
    "minutes": 25,
    "pounds": 154,
    "base": 10,
}
TRY |= {"hydrochloride": 11.53, "mass": 56, "height": 178, "graduation": 1, "concentration": 185, "molar": 0.78}
# These want numbers of their own, and have them in the tests of their modules.
OWN = ("volume_to_infuse", "spray_session", "pump_rate_of_stock")


def is_tried(calculator):
    """Whether the numbers above are all that a calculator asks for."""
    return calculator.parameters.keys() <= TRY.keys() and not calculator.name.startswith(OWN)


def test_the_entry_point_names_it():
    (found,) = entry_points(group="casebook.subjects", name="ketamine")
    assert found.load() is subject
    assert subject.notice == "For teaching, not for the care of a patient."
    assert subject.review == "Awaiting review by a clinician."


def test_there_is_plenty_to_ask():
    right = [each for each in subject.calculators.values() if not each.mistake]
    assert len(right) >= 10
    assert len(subject.calculators) - len(right) >= 12
    assert sum(map(is_tried, subject.calculators.values())) >= 80


@pytest.mark.parametrize("name", subject.calculators)
def test_every_calculator_knows_its_units_facts_and_source(name):
    calculator = subject.calculators[name]
    for unit in (calculator.unit, *calculator.parameters.values()):
        assert read_unit(unit) and show_unit(unit) == unit  # in the table, and as a reader should see it
    assert all(fact in subject.facts for fact in calculator.facts)
    assert calculator.summary and calculator.source
    if not is_tried(calculator):
        return  # those are tried with their own numbers, beside their own modules
    required = {each: TRY[each] for each in calculator.parameters if each not in calculator.optional}
    result = calculator(**required)
    assert isinstance(result, float)
    everything = {each: TRY[each] for each in calculator.parameters}
    assert calculator(**everything) == pytest.approx(result)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (wrong.name, right.name)
        for wrong in subject.calculators.values()
        if wrong.mistake and is_tried(wrong)
        for right in subject.calculators.values()
        if not right.mistake
        and is_tried(right)
        and wrong.name.startswith(right.name + "_")
        and wrong.name.removesuffix("_as_per_minute") not in {"infusion_rate_per_hour"}
    ],
)
def test_no_predicted_mistake_is_right(wrong, right):
    one, other = subject.calculators[wrong], subject.calculators[right]
    assert one.unit == other.unit

    def ask(calculator):
        return calculator(**{each: TRY[each] for each in calculator.parameters if each not in calculator.optional})

    assert abs(ask(one) / ask(other) - 1) > 0.05


def test_every_calculator_rests_on_what_may_be_examined():
    for calculator in subject.calculators.values():
        for name in calculator.facts:
            fact = subject.facts[name]
            assert fact.exam and fact.confidence == "high", (calculator.name, name)


def test_a_function_without_units_or_source_is_refused():
    def nameless(weight: float) -> float:
        """Nothing. Source: nowhere."""
        return weight

    def sourceless(weight: float) -> float:
        """Nothing."""
        return weight

    with pytest.raises(TypeError, match="without a unit"):
        describe(nameless, facts=())
    with pytest.raises(TypeError, match="does not name its source"):
        describe(sourceless, facts=())


def test_importing_the_subject_loads_nothing_heavy():
    heavy = ["numpy", "pandas", "scipy", "matplotlib", "nbgrader", "yaml", "casebook"]
    script = f"import sys, ketamine, ketamine.subject; print([each for each in {heavy} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_quantity_brings_its_unit_and_cannot_be_mixed_up():
    volume = subject.calculators["infusion_volume"]
    metric = volume(weight=Quantity(70, "kg"), strength=Quantity(50, "mg/mL"))
    assert metric == 0.7
    assert volume(weight=Quantity(154, "lb"), strength=Quantity(50, "g/L")) == pytest.approx(0.7, rel=3e-3)
    assert volume(weight=Quantity(70000, "g"), strength=50) == metric
    with pytest.raises(UnitError, match="one cannot become the other"):
        volume(weight=Quantity(50, "mg/mL"), strength=Quantity(70, "kg"))
