"""Exact solutions: two engines against each other, against an ODE solver, and against what must hold of any linear model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from ketamine.model.effect import followers
from ketamine.model.kinetics import (
    Dose,
    ModelError,
    add_pulses,
    bake,
    bolus,
    draw_people,
    film,
    infusion,
    load_models,
    read_model,
    shift,
    simulate,
    single,
    spray,
    typical_adult,
)
from ketamine.model.kinetics.modal import Follower
from ketamine.model.kinetics.mode import area, chain, find_core, find_modes, infuse, stage
from ketamine.model.kinetics.network import Flow, Input, build_network, exponential, propagate
from ketamine.model.kinetics.person import People, personal
from ketamine.model.kinetics.structure import build_structure, expand
from ketamine.quantity.limit import ImplausibleError
from ketamine.quantity.unit import Quantity, UnitError
from ketamine.registry.read import read_table

RUN = {key: model for key, model in load_models().items() if "kind" in model.row}
ESK, OTTO, SIMONS = (read_model(key) for key in ("perezruixo_2021_esketamine", "otto_fanta_s_iv", "simons_s_arterial"))
GRID = np.arange(0, 481.0)
# every model with every route that the closed form has
CASES = [
    *[(key, "infusion") for key in RUN],
    *[("composite_racemic_venous", route) for route in ("im", "sc", "oral", "sublingual", "intranasal_racemic")],
    *[("perezruixo_2021_esketamine", route) for route in ("nasal", "oral")],
    ("domino_1984_racemic", "bolus"),
    ("simons_s_arterial", "film"),
]


def give(route, mg=35):
    if route == "infusion":
        return infusion(mg)
    if route == "nasal":
        return spray(84)
    return bolus(mg) if route == "bolus" else film(50) if route == "film" else single(route, mg=mg)


def outputs_of(key, route):
    both = key in ("composite_racemic_venous", "otto_fanta_s_iv", "perezruixo_2021_esketamine")
    return ("ketamine", "norketamine") if both else ("ketamine",)


@pytest.mark.parametrize("key", [key for key in RUN if "reference_solution_70kg_35mg_over_40min" in RUN[key].row])
@pytest.mark.parametrize("method", ["closed", "propagator"])
def test_reference_solutions_of_35_mg_over_40_min(key, method):
    reference = RUN[key].row["reference_solution_70kg_35mg_over_40min"]
    found = simulate(infusion(35), times=reference["t_min"], model=RUN[key], method=method)
    expected = reference.get("ng_per_mL") or reference["ketamine_ng_per_mL"]
    assert found["ketamine"][0] == pytest.approx(expected, rel=1e-4)
    if "norketamine_ng_per_mL" in reference:
        product = simulate(
            infusion(35), times=reference["t_min"], model=RUN[key], outputs=["norketamine"], method=method
        )
        assert product["norketamine"][0] == pytest.approx(reference["norketamine_ng_per_mL"], rel=1e-4)


@pytest.mark.parametrize("key", [key for key in RUN if "reference_solution_70kg_35mg_over_40min" in RUN[key].row])
def test_reference_rates(key):
    reference = RUN[key].row["reference_solution_70kg_35mg_over_40min"]["eigenvalues_per_h"]
    modes = build_structure(RUN[key], people=typical_adult(70)).modes["ketamine"]["central"]()
    assert modes.rates[0] == pytest.approx(reference, rel=1e-4)


@pytest.mark.parametrize("method", ["closed", "propagator"])
def test_reference_solution_of_s_ketamine_and_its_metabolite(method):
    reference = OTTO.row["reference_solution_70kg_10mg_S_over_30min"]
    found = simulate(
        infusion(10, duration=30),
        times=reference["t_min"],
        model=OTTO,
        outputs=["ketamine", "norketamine"],
        method=method,
    )
    assert found["ketamine"][0] == pytest.approx(reference["s_ketamine_ng_per_mL"], rel=1e-4)
    assert found["norketamine"][0] == pytest.approx(reference["s_norketamine_ng_per_mL"], rel=1e-4)


@pytest.mark.parametrize("mg", [28, 56, 84])
@pytest.mark.parametrize("method", ["closed", "propagator"])
def test_reference_solutions_of_the_nasal_spray(mg, method):
    reference = ESK.row["reference_solution_non_asian_45y_devices_together"]
    found = simulate(
        spray(mg, gap=0), times=reference["t_min"], model=ESK, outputs=["ketamine", "norketamine"], method=method
    )
    assert found["ketamine"][0] == pytest.approx(reference[f"esketamine_{mg}mg"], rel=1e-4)
    assert found["norketamine"][0] == pytest.approx(reference[f"noresketamine_{mg}mg"], rel=1e-4)


@pytest.mark.parametrize("route", ["im", "sc"])
def test_reference_solutions_of_depots(route):
    reference = read_table("models/kinetics.toml")["absorption"][route]["reference_solution_70kg_0p5_mg_per_kg"]
    found = simulate(single(route, mg=35), times=reference["t_min"])
    assert found["ketamine"][0] == pytest.approx(reference["ng_per_mL"], rel=1e-4)


def scatter(key, count, seed):
    """People whose every parameter is somewhere between a third of the typical and three times as much."""
    rng = np.random.default_rng(seed)
    adults = typical_adult(np.full(count, 70.0))
    names = list(personal(RUN[key], people=adults))
    fixed = {"D_swallowed", "D_oral", "FRn", "FRn_multiplier_later_devices", "Fgut", "fm_NK", "fm_HNK"}
    factors = {name: np.exp(rng.uniform(np.log(0.3), np.log(3), count)) for name in names if name not in fixed}
    factors |= {
        f"metabolite.{name}": np.exp(rng.uniform(np.log(0.3), np.log(3), count)) for name in ("V", "CL", "Vp", "Q")
    }
    return People(adults.weight, adults.age, adults.asian, adults.japanese, factors)


@pytest.mark.parametrize(("key", "route"), CASES)
def test_closed_form_and_propagator_agree_for_scattered_parameters(key, route):
    people = scatter(key, 2000, seed=11)
    ask = {"times": np.array([0, 5, 20, 40, 41.5, 90, 240, 480]), "model": RUN[key], "people": people}
    ask["outputs"] = outputs_of(key, route)
    closed, general = (simulate(give(route), method=method, **ask) for method in ("closed", "propagator"))
    for name in ask["outputs"]:
        gap, late = np.abs(closed[name] - general[name]), ask["times"] >= 20
        far = (gap[:, late] / general[name][:, late]).max(axis=1)
        # Of thousands of draws one or two have rates so close that a difference of exponentials loses digits: how many
        # depends on the linear algebra installed. Away from there the engines are one.
        assert np.quantile(far, 0.999) <= 1e-9
        assert far.max() <= 1e-7
        # before, a concentration is the small difference of large terms: there it is held against the peak
        assert (gap <= 1e-9 * general[name].max(axis=1, keepdims=True)).all()


@pytest.mark.parametrize(("key", "route"), CASES)
def test_both_agree_with_an_ode_solver_restarted_at_every_breakpoint(key, route):
    model, people = RUN[key], typical_adult(70)
    structure = build_structure(model, people=people)
    network = build_network(list(structure.flows), people=1)
    inputs = [each for dose in give(route) for each in expand(dose, model=model, structure=structure)]
    times = np.array([1, 5, 11, 30, 40, 60, 120, 300.0]) / 60
    moments = sorted({0.0, *times, *(e.start for e in inputs), *(e.start + e.duration for e in inputs)})
    state, found = np.zeros(len(network.states)), {}
    for begin, end in zip(moments, [*moments[1:], None], strict=True):
        feed = np.zeros_like(state)
        for each in inputs:
            index = network.states.index(each.entry)
            if each.duration == 0 and each.start == begin:
                state[index] += float(np.ravel(each.amount)[0])
            elif each.start <= begin < each.start + each.duration:
                feed[index] += float(np.ravel(each.amount)[0]) / each.duration
        found[begin] = state.copy()
        if end is not None:
            solved = solve_ivp(
                lambda _, x, feed=feed: network.matrix[0] @ x + feed,
                (begin, end),
                state,
                "DOP853",
                rtol=1e-12,
                atol=1e-14,
            )
            state = solved.y[:, -1].copy()
    for name in outputs_of(key, route):
        where, volume = structure.outputs[name]
        solver = [1000 * found[t][network.states.index(where)] / volume[0] for t in times]
        ours = simulate(give(route), times=times * 60, model=model, outputs=[name])
        assert ours[name][0] == pytest.approx(solver, rel=1e-8)


@pytest.mark.parametrize(("key", "route"), CASES)
def test_mass_is_conserved(key, route):
    model, people = RUN[key], typical_adult(70)
    structure = build_structure(model, people=people)
    flows = []
    for flow in structure.flows:
        lost = 1 - np.ravel(flow.share)[0]
        flows.append(Flow(flow.source, flow.target or "gone", flow.rate, share=flow.share))
        if flow.target and lost > 0:  # what does not arrive has been eliminated
            flows.append(Flow(flow.source, "gone", flow.rate * lost, copy=True))
    inputs = [each for dose in give(route) for each in expand(dose, model=model, structure=structure)]
    # a film's swallowed part is given in metabolite formed, so only what went in can be balanced
    states = propagate(build_network(flows, people=1), inputs=inputs, times=GRID / 60)
    total = sum(states.values())[0]
    given_ = np.zeros_like(GRID)
    for each in inputs:
        amount = float(np.ravel(each.amount)[0])
        gone = np.clip((GRID / 60 - each.start) / each.duration, 0, 1) if each.duration else each.start <= GRID / 60
        given_ += amount * gone
    assert total == pytest.approx(given_, abs=1e-10 * given_.max())


@pytest.mark.parametrize("key", [key for key in RUN if RUN[key].row["kind"] == "mammillary"])
def test_area_is_dose_over_clearance(key):
    found = build_structure(RUN[key], people=typical_adult(np.array([50.0, 70, 110])))
    modes = found.modes["ketamine"]["central"]()
    assert area(modes) == pytest.approx(1 / found.parameters["CL"], rel=1e-12)
    assert modes.coefficients.sum(axis=-1) == pytest.approx(1 / found.parameters["V1"], rel=1e-12)
    assert (modes.coefficients > 0).all() and (modes.rates > 0).all()


def test_area_after_a_depot_is_the_absorbed_dose_over_clearance():
    found = build_structure(read_model(), people=typical_adult(70))
    for route in ("im", "sc", "oral", "sublingual", "intranasal_racemic"):
        assert area(found.modes["ketamine"][route]()) == pytest.approx(1 / found.parameters["CL"], rel=1e-12)


def test_esketamine_clearance_and_total_bioavailability_are_the_published_derivations():
    derived = ESK.row["derived_quantities"]
    found = build_structure(ESK, people=typical_adult(70))
    direct = area(found.modes["ketamine"]["central"]())[0]
    assert 1 / direct == pytest.approx(derived["CL_L_per_h"], rel=1e-3)
    for mg in (28, 56, 84):
        inputs = [each for dose in spray(mg) for each in expand(dose, model=ESK, structure=found)]
        whole = sum(np.ravel(each.amount)[0] * area(found.modes["ketamine"][each.entry]())[0] for each in inputs)
        assert whole / direct / mg == pytest.approx(derived["F_total"][f"{mg} mg"], abs=0.006)


def test_a_very_long_infusion_reaches_rate_over_clearance():
    modes = find_modes((115.0, 85.0, 300.0), clearance=80.0, exchanges=(90.0, 26.0))
    forty_half_lives = 40 * np.log(2) / modes.rates[0]
    assert infuse(modes, rate=8.0, duration=forty_half_lives, times=[forty_half_lives])[0] == pytest.approx(
        0.1, rel=1e-9
    )


@settings(max_examples=25)
@given(
    one=st.floats(2, 30),
    two=st.floats(2, 30),
    start=st.integers(0, 120),
    duration=st.floats(20, 100),
    later=st.floats(0, 60),
)
def test_superposition_and_time_shift(one, two, start, duration, later):
    first, second = infusion(one, duration=duration), infusion(two, duration=40, start=start)
    both = simulate(first + second, times=GRID)["ketamine"]
    apart = simulate(first, times=GRID)["ketamine"] + simulate(second, times=GRID)["ketamine"]
    assert both == pytest.approx(apart, rel=1e-12, abs=1e-12 * both.max())
    times = np.linspace(later, 400, 50)
    moved = simulate(shift(first, by=later), times=times)["ketamine"]
    assert moved == pytest.approx(simulate(first, times=times - later)["ketamine"], rel=1e-12, abs=1e-12 * moved.max())


@settings(max_examples=25)
@given(case=st.sampled_from(CASES), share=st.floats(0.06, 1))
def test_concentration_is_proportional_to_dose_and_never_negative(case, share):
    key, route = case
    if route in ("nasal", "film"):
        return
    whole, part = (simulate(give(route, mg), times=GRID, model=RUN[key])["ketamine"] for mg in (35, 35 * share))
    assert part == pytest.approx(share * whole, rel=1e-12, abs=1e-12)
    assert (part >= 0).all()


@settings(max_examples=10)
@given(mg=st.floats(3, 28), share=st.floats(0.6, 1), device=st.integers(1, 3))
def test_the_nasal_spray_is_proportional_per_device(mg, share, device):
    whole, part = (
        simulate((Dose("nasal", each, 0, 0, device),), times=GRID, model=ESK)["ketamine"] for each in (mg, mg * share)
    )
    assert part == pytest.approx(share * whole, rel=1e-12, abs=1e-12)


def test_the_nasal_spray_is_less_than_proportional_from_device_to_device():
    peaks = [simulate(spray(mg), times=GRID, model=ESK)["ketamine"].max() for mg in (28, 56, 84)]
    assert peaks[1] < 2 * peaks[0] and peaks[2] < 3 * peaks[0]


@pytest.mark.parametrize("key", RUN)
def test_continuity_where_an_infusion_ends(key):
    around = simulate(infusion(35), times=[40 - 1e-7, 40, 40 + 1e-7], model=RUN[key])["ketamine"][0]
    assert around == pytest.approx([around[1]] * 3, rel=1e-6)


@pytest.mark.parametrize("key", RUN)
def test_a_uniform_grid_and_any_other_give_the_same(key):
    even = simulate(infusion(35), times=GRID, model=RUN[key])["ketamine"][0]
    odd = np.array([0, 3, 10, 17, 40, 41, 200, 480])
    assert simulate(infusion(35), times=odd, model=RUN[key])["ketamine"][0] == pytest.approx(even[odd], rel=1e-11)


def test_a_dose_may_bring_its_unit_and_must_be_a_mass():
    assert infusion(Quantity(0.035, "g"))[0].mg == pytest.approx(35)
    with pytest.raises(UnitError, match="mg/kg measures mass/mass"):
        infusion(Quantity(0.5, "mg/kg"))


def test_a_dose_a_day_later_is_another_days_dose():
    later = infusion(70) + infusion(70, start=1440)
    assert simulate(later, times=[40, 1480])["ketamine"][0, 1] > simulate(infusion(70), times=[40])["ketamine"][0, 0]
    with pytest.raises(ModelError, match="dose of 2 mg/kg"):
        simulate(infusion(70) + infusion(70, start=1439), times=[40])


def test_equal_rates_go_through_the_propagator_and_stay_exact():
    adult = typical_adult(70)
    rate = build_structure(read_model(), people=adult).modes["ketamine"]["central"]().rates[0, 2]
    for nudge in (0, 1e-13, 1e-9, 1e-7):
        people = People(
            adult.weight, adult.age, adult.asian, adult.japanese, {"im.ka": np.array([rate / 7 * (1 + nudge)])}
        )
        closed, general = (
            simulate(single("im", mg=35), times=GRID, people=people, method=m) for m in ("closed", "propagator")
        )
        assert np.isfinite(closed["ketamine"]).all()
        assert closed["ketamine"] == pytest.approx(general["ketamine"], rel=1e-9, abs=1e-9)


def test_no_exchange_is_one_compartment():
    modes = find_modes((20.0, 30.0, 40.0), clearance=10.0, exchanges=(0.0, 0.0))
    found = infuse(modes, rate=0.0, duration=1.0, times=[1.0])
    assert found == 0
    assert (modes.coefficients * np.exp(-modes.rates * 2)).sum() == pytest.approx(np.exp(-1) / 20)


def test_an_infusion_that_shrinks_to_nothing_is_a_bolus():
    modes = find_modes((4.41, 10.57, 178.2), clearance=115.9, exchanges=(157.0, 156.0))
    tiny = infuse(modes, rate=35 / 1e-9, duration=1e-9, times=[0.1])[0]
    assert tiny == pytest.approx(35 * (modes.coefficients * np.exp(-modes.rates * 0.1)).sum(), rel=1e-6)


def test_an_infusion_longer_than_the_grid():
    short = simulate(infusion(35, duration=100), times=np.arange(0, 61.0))["ketamine"]
    assert short == pytest.approx(simulate(infusion(35, duration=100), times=GRID)["ketamine"][:, :61], rel=1e-12)


def test_an_effect_site_follows_plasma_and_has_the_same_area():
    site = followers(read_model())[0]
    modes = build_structure(read_model(), people=typical_adult(70)).modes["ketamine"]["central"]()
    assert area(chain(modes, second=stage(np.array([site.rate]), label="site"))) == pytest.approx(area(modes), rel=1e-9)
    steady = find_modes((115.0, 85.0, 300.0), clearance=80.0, exchanges=(90.0, 26.0))
    held = infuse(chain(steady, second=stage(np.array(site.rate), label="site")), rate=8.0, duration=1e4, times=[1e4])
    assert held[0] == pytest.approx(0.1, rel=1e-9)


def test_followers_agree_in_both_engines():
    ask = {"times": GRID[:241], "outputs": (), "followers": followers(ESK), "model": ESK}
    closed, general = (simulate(spray(84), method=method, **ask) for method in ("closed", "propagator"))
    for each in ask["followers"]:
        assert closed[each.name] == pytest.approx(general[each.name], rel=1e-9, abs=1e-9)


def test_a_population_is_the_people_one_by_one():
    people = draw_people(7, seed=5)
    together = simulate(infusion(0.5 * people.weight), times=GRID, people=people)["ketamine"]
    for index in range(7):
        alone = people.select(slice(index, index + 1))
        assert simulate(infusion(0.5 * alone.weight), times=GRID, people=alone)["ketamine"][0] == pytest.approx(
            together[index]
        )


@pytest.mark.parametrize(
    "key", ["composite_racemic_venous", "otto_fanta_s_iv", "perezruixo_2021_esketamine", "simons_s_arterial"]
)
def test_draws_have_the_published_spread(key):
    from ketamine.model.kinetics.person import variability

    count = 100_000
    people = draw_people(count, seed=20, model=RUN[key])
    for names, covariance in variability(RUN[key]):
        draws = np.array(
            [
                people.shifts[n.removeprefix("logit_")] if n.startswith("logit_") else np.log(people.factors[n])
                for n in names
            ]
        )
        expected = np.array(covariance)
        error = np.sqrt((expected**2 + np.outer(np.diag(expected), np.diag(expected))) / count)
        assert (np.abs(np.cov(draws) - expected) <= 3 * error).all(), names
        assert (np.abs(draws.mean(axis=1)) <= 3 * np.sqrt(np.diag(expected) / count)).all(), names
    assert people.weight.min() >= 45 and people.weight.max() <= 130


def test_the_same_seed_draws_the_same_people_and_another_does_not():
    one, two, three = (draw_people(50, seed=seed) for seed in (1, 1, 2))
    assert (one.weight == two.weight).all() and (one.factors["CL"] == two.factors["CL"]).all()
    assert (one.weight != three.weight).any()


def test_both_devices_and_oral_absorption_of_one_person_share_their_draw():
    people = draw_people(4, seed=1, model=ESK)
    found = personal(ESK, people=people)
    assert found["ka_oral"] / found["ka_swallowed"] == pytest.approx([0.97 / 1.45] * 4)
    assert ((found["FRn"] > 0) & (found["FRn"] < 1)).all()


def test_age_and_ancestry_change_esketamine_as_published():
    old = personal(ESK, people=typical_adult(70, age=80))
    assert old["Qh"][0] == pytest.approx(151 - 2.19 * 20)
    one = np.ones(1, dtype=bool)
    japanese = personal(ESK, people=People(np.array([70.0]), np.array([45.0]), one, one))
    assert japanese["FRn"][0] == pytest.approx(0.54 * 1.34)
    assert japanese["kel"][0] == pytest.approx(1.11 * 0.36)
    assert japanese["CLn_over_F"][0] == pytest.approx(38 * 0.81)


def test_a_result_says_what_it_is():
    found = simulate(infusion(35), times=[40])
    assert (found.isomer, found.sampling, found.mass_basis) == ("racemic", "venous", "base")
    assert "not a published model" in found.label
    assert any("bolus" in each for each in found.limits)
    arterial = simulate(infusion(10), times=[40], model=SIMONS)
    assert (arterial.isomer, arterial.sampling) == ("S", "arterial")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: simulate(bolus(35), times=[5]), "cannot describe the route bolus.*mixing in the blood"),
        (lambda: simulate(bolus(35), times=[5], model=OTTO), "cannot describe the route bolus"),
        (lambda: simulate(spray(56), times=[5]), "cannot describe the route nasal"),
        (lambda: simulate(single("im", mg=35), times=[5], model=ESK), "cannot describe the route im"),
        (lambda: simulate(infusion(35, duration=5), times=[5]), "duration of 5 min"),
        (lambda: simulate(infusion(140), times=[5]), "dose of 2 mg/kg"),
        (lambda: simulate(infusion(35), times=[5], people=typical_adult(200)), "weight of 200 kg"),
        (lambda: simulate((), times=[5]), "schedule is empty"),
        (lambda: simulate(infusion(40) + infusion(40, start=60), times=[5]), "dose of 1.142857 mg/kg"),
        (lambda: simulate(infusion(60) + infusion(60), times=[5], model=ESK), "mass of 120 mg"),
        (lambda: simulate(infusion(0.5), times=[5]), "milligrams per kilogram taken for milligrams"),
        (lambda: simulate(infusion([35, 0.5]), times=[5], people=typical_adult([70, 70])), "taken for milligrams"),
        (lambda: simulate(infusion([35, 30, 25]), times=[5], people=typical_adult([70, 60])), "3 doses for 2 people"),
        (lambda: simulate(infusion(35), times=[]), "one or more numbers"),
        (lambda: simulate(infusion(35), times=[0, float("nan")]), "none may be missing"),
        (lambda: simulate(infusion(35), times="soon"), "numbers of minutes"),
        (lambda: simulate(spray(84), times=[5], model=ESK, people=typical_adult(age=140)), "An age of 140 years"),
        (lambda: simulate(infusion(35), times=[5], people=typical_adult(age=17)), "simulated people are adults"),
        (lambda: simulate(infusion(35), times=[5, 1]), "must rise"),
        (lambda: simulate(infusion(35), times=[5], method="guess"), "no method"),
        (lambda: simulate(infusion(35), times=[5], outputs=["wine"]), "has no wine"),
        (lambda: simulate(infusion(35), times=[5], model=read_model("henthorn_2018_recirculatory")), "cannot be run"),
    ],
)
def test_what_a_model_cannot_do_is_refused_with_a_reason(ask, words):
    with pytest.raises(ModelError, match=words):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: infusion(-1),
        lambda: infusion(float("nan")),
        lambda: infusion("35"),
        lambda: infusion(True),
        lambda: infusion(35, start=float("nan")),
        lambda: infusion(35, duration=float("inf")),
        lambda: spray(84, gap=float("nan")),
        lambda: infusion(1, start=-1),
        lambda: infusion(1, duration=0),
        lambda: spray(50),
    ],
)
def test_what_cannot_be_given_is_refused(ask):
    with pytest.raises(ImplausibleError):
        ask()


def test_the_matrix_exponential_agrees_with_scipys():
    rng = np.random.default_rng(0)
    for size in (2, 5, 12):
        matrix = rng.normal(0, 6, (20, size, size))
        assert exponential(matrix) == pytest.approx(expm(matrix), rel=1e-9, abs=1e-6)
    assert (exponential(np.zeros((1, 3, 3)))[0] == np.eye(3)).all()


def test_a_transit_chain_of_equal_rates_is_a_gamma_curve():
    network = build_network([Flow("a", "b", 2.0), Flow("b", None, 2.0)], people=1)
    found = propagate(network, inputs=[Input("a", 1.0)], times=[0.5, 1.0])["b"][0]
    assert found == pytest.approx([2 * t * np.exp(-2 * t) for t in (0.5, 1.0)], rel=1e-12)


def test_a_liver_that_exchanges_and_eliminates():
    core = find_core((192.0, 101.0), clearance=0.0, exchanges=(151.0,), peripheral_clearances=(391.88,))
    extraction = 391.88 / (391.88 + 151)
    assert area(core.response()) == pytest.approx(1 / (151 * extraction), rel=1e-12)


def test_a_follower_of_a_follower():
    ask = {"times": GRID[:200], "outputs": ()}
    chain_of_two = (Follower("one", 8.0), Follower("two", 1.0, of="one"))
    closed, general = (
        simulate(infusion(35), followers=chain_of_two, method=m, **ask) for m in ("closed", "propagator")
    )
    assert closed["two"] == pytest.approx(general["two"], rel=1e-9, abs=1e-9)


def test_people_differ_in_what_they_absorb_and_nobody_absorbs_more_than_was_given():
    people = draw_people(3000, seed=8)
    found = build_structure(read_model(), people=people).parameters
    assert found["im.F"].max() <= 1 and found["oral.F"].max() <= 1
    assert np.log(people.factors["oral.F"]).std() == pytest.approx(np.sqrt(np.log1p(0.45**2)), rel=0.04)
    assert np.log(people.factors["sc.ka"]).std() == pytest.approx(np.sqrt(np.log1p(0.60**2)), rel=0.04)
    swallowed = simulate(single("oral", mg=35), times=[60], people=people)["ketamine"][:, 0]
    infused = simulate(infusion(35), times=[60], people=people)["ketamine"][:, 0]
    assert swallowed.std() / swallowed.mean() > 2 * infused.std() / infused.mean()


def test_exponents_of_weight():
    """Volumes grow with weight and clearances with its three-quarter power where a model says so, and not otherwise."""
    expected = {
        "composite_racemic_venous": {"V1": 1, "CL": 0.75, "V2": 1, "Q2": 0.75, "V3": 1, "Q3": 0.75},
        "otto_fanta_s_iv": {"V1": 1, "CL": 0.75, "V2": 0, "Q2": 0, "V3": 0, "Q3": 0},
        "herd_2007_children": {"V1": 1, "V2": 1, "CL": 0.75, "Q": 0.75},
        "simons_s_arterial": {
            **dict.fromkeys(("VK1", "VK2", "VK3", "VN1", "VN2", "VH1", "VH2"), 1),
            **dict.fromkeys(("CLK1", "CLK2", "CLK3", "CLN1", "CLN2", "CLH1", "CLH2"), 0.75),
            **dict.fromkeys(("MTT_K_to_NK", "MTT_NK_to_HNK", "fm_NK", "fm_HNK"), 0),
        },
    }
    for key, exponents in expected.items():
        assert {name: each.exponent for name, each in RUN[key].parameters.items()} == exponents
    heavy, light = (personal(RUN["domino_1984_racemic"], people=typical_adult(weight)) for weight in (140, 70))
    assert heavy["V1"] == pytest.approx(2 * light["V1"])
    assert heavy["k10"] == pytest.approx(light["k10"])
    assert {each.exponent for each in ESK.parameters.values()} == {0}
    metabolite = {name: row["exponent"] for name, row in OTTO.row["metabolite"].items() if hasattr(row, "get")}
    assert metabolite == {"V": 1, "CL": 0.75, "Vp": 0, "Q": 0}


def test_film_and_metabolites_of_the_arterial_model_as_first_computed():
    """No published curve of these could be had, so they are held where two engines and an independent area put them."""
    times = np.arange(0, 361.0)
    found = simulate(film(50), times=times, model=SIMONS, outputs=["ketamine", "norketamine", "hydroxynorketamine"])
    peaks = [found[name].max() for name in ("ketamine", "norketamine", "hydroxynorketamine")]
    assert peaks[0] == pytest.approx(85.85, rel=1e-3)
    assert peaks[1] == pytest.approx(259.9, rel=1e-3)
    assert np.trapezoid(found["norketamine"][0], times) == pytest.approx(36287, rel=2e-4)  # somebody else's area
    assert peaks[2] == pytest.approx(97.46, rel=1e-3)
    # early on, the short delay before the second metabolite tells
    early = simulate(infusion(20, duration=20), times=[5, 10, 20], model=SIMONS, outputs=["hydroxynorketamine"])
    assert early["hydroxynorketamine"][0] == pytest.approx([0.048135, 0.87581, 6.6918], rel=1e-3)


def test_oral_esketamine_as_first_computed():
    """No published curve could be had: the bioavailability is the published derivation, and the curve is held beside it."""
    found = simulate(single("oral", mg=84), times=[30, 60, 240], model=ESK)["ketamine"][0]
    assert found == pytest.approx([10.29, 23.18, 11.97], rel=1e-3)
    structure = build_structure(ESK, people=typical_adult(70))
    (entry,) = expand(single("oral", mg=1)[0], model=ESK, structure=structure)
    modes = structure.modes["ketamine"]
    share = entry.amount * area(modes[entry.entry]()) / area(modes["central"]())
    assert share[0] == pytest.approx(ESK.row["derived_quantities"]["F_oral"], abs=5e-4)


@pytest.mark.parametrize(("key", "route"), CASES)
def test_what_a_page_adds_up_is_what_python_computes(key, route):
    times = np.array([0, 1, 5, 10, 17, 32, 40, 75, 240.0])
    for output in outputs_of(key, route):
        pulses = bake(give(route), output=output, model=RUN[key], people=typical_adult(82))
        added = [add_pulses(pulses, hours=minute / 60) for minute in times]
        found = simulate(give(route), times=times, model=RUN[key], people=typical_adult(82), outputs=[output])
        assert added == pytest.approx(found[output][0], rel=1e-10, abs=1e-9)


def test_a_page_can_have_the_effect_site_and_the_waning_too():
    for each in followers(ESK):
        pulses = bake(spray(84), output=each.name, model=ESK, followers=followers(ESK))
        found = simulate(spray(84), times=[30, 60, 120], model=ESK, outputs=(), followers=followers(ESK))
        added = [add_pulses(pulses, hours=minute / 60) for minute in (30, 60, 120)]
        assert added == pytest.approx(found[each.name][0], rel=1e-9)
    with pytest.raises(ModelError, match="no closed form for norketamine"):
        bake(infusion(10), output="norketamine", model=SIMONS)
