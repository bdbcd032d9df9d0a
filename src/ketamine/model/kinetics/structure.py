"""The three structures behind the models, each written twice: as modes for the closed form, as flows for the propagator.

The two are independent readings of the same published equations; the tests hold them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ketamine.model.kinetics.dose import DEPOTS, Dose
from ketamine.model.kinetics.mode import Core, Modes, chain, find_core, scale, stage
from ketamine.model.kinetics.model import Model, ModelError, load_models, reference_weight
from ketamine.model.kinetics.network import Flow, Input
from ketamine.model.kinetics.person import People, personal
from ketamine.quantity.unit import convert
from ketamine.registry.read import read_table

PARENT, METABOLITE = "ketamine", "norketamine"


@dataclass(frozen=True, slots=True)
class Structure:
    """One model for so many people.

    `modes` maps output -> entry -> a function that finds the response of the concentration in mg/L to 1 mg, so that
    only what is asked for is worked out; `flows` is the same model as flows;
    `outputs` says which state, divided by which volume in L (and times what) is an output. What `modes` lacks, flows give.
    """

    modes: Mapping[str, Mapping[str, Callable[[], Modes]]]
    flows: Sequence[Flow]
    outputs: Mapping[str, tuple[str, Any]]
    parameters: Mapping[str, Any]


def build_structure(model: Model, *, people: People) -> Structure:
    """Write a model down for these people. Raises ModelError for one that cannot be run.

    Source: the model's citation.
    """
    kind = model.row.get("kind")
    found = personal(model, people=people)
    if kind == "mammillary":
        return _mammillary(model, found=found, people=people)
    if kind == "hepatoportal":
        return _hepatoportal(found)
    if kind == "arterial":
        return _arterial(model, found=found)
    raise ModelError(f"The model {model.key} cannot be run: {model.status}.")


def expand(dose: Dose, *, model: Model, structure: Structure) -> list[Input]:
    """What one dose puts into which entry of the model, and when. Raises ModelError for a route it cannot describe.

    Source: the model's citation.
    """
    if dose.route not in model.row.get("routes", ()):
        offered = ", ".join(model.row.get("routes", ())) or "none"
        why = " It ignores mixing in the blood, so the first minutes after a push are beyond it." * (
            dose.route == "bolus"
        )
        raise ModelError(f"The model {model.key} cannot describe the route {dose.route} (it has {offered}).{why}")
    start, duration = (convert(each, unit="min", to="h") for each in (dose.start, dose.duration))
    if dose.route in ("infusion", "bolus"):
        return [Input("central", dose.mg, start, duration)]
    if dose.route == "film":
        rows = model.row["film_absorption"]
        spans = (convert(rows[each], unit="min", to="h") for each in ("D1_min", "D2_min"))
        shares = (rows["F1_mucosal"], rows["F2_swallowed_into_hepatic_metabolism"])
        entries = ("film_mucosal", "film_swallowed")
        return [
            Input(*each)
            for each in zip(entries, (dose.mg * share for share in shares), (start, start), spans, strict=True)
        ]
    if model.row["kind"] == "hepatoportal":
        return _expand_esketamine(dose, start=start, found=structure.parameters)
    row = read_table("models/kinetics.toml")["absorption"][dose.route]
    start += row.get("lag_h", 0)
    inputs = [Input(dose.route, dose.mg * structure.parameters[f"{dose.route}.F"], start)]
    if "presystemic_norketamine_fraction" in row:
        inputs.append(
            Input(f"{dose.route}_first_pass", dose.mg * row["presystemic_norketamine_fraction"]["value"], start)
        )
    return inputs


def _expand_esketamine(dose: Dose, *, start: float, found: Mapping[str, Any]) -> list[Input]:
    if dose.route == "oral":
        return [Input("swallowed_oral", dose.mg * found["Fgut"], start, _one(found["D_oral"]))]
    nasal = found["FRn"] * (found["FRn_multiplier_later_devices"] if dose.device > 1 else 1)
    return [
        Input("nose", dose.mg * nasal, start),
        Input("swallowed", dose.mg * (1 - nasal) * found["Fgut"], start, _one(found["D_swallowed"])),
    ]


def _one(values: Any) -> float:
    """The one value that everybody shares: durations of absorption do not vary between people in any model."""
    return float(values.flat[0])


def _mammillary(model: Model, *, found: dict[str, Any], people: People) -> Structure:
    import numpy

    if "k10" in found:
        found |= {"CL": found["k10"] * found["V1"]}
        for number in ("2", "3"):
            found[f"Q{number}"] = found[f"k1{number}"] * found["V1"]
            found[f"V{number}"] = found[f"Q{number}"] / found[f"k{number}1"]
    exchanges = [found[name] for name in ("Q", "Q2", "Q3") if name in found]
    volumes = [found[name] for name in ("V1", "V2", "V3") if name in found]
    core = find_core(volumes, clearance=found["CL"], exchanges=exchanges)
    modes: dict[str, dict[str, Callable[[], Modes]]] = {PARENT: {"central": core.response}}
    flows = [Flow("central", None, found["CL"] / found["V1"])]
    for index, (flow, volume) in enumerate(zip(exchanges, volumes[1:], strict=True), 1):
        flows += [
            Flow("central", f"peripheral{index}", flow / volumes[0]),
            Flow(f"peripheral{index}", "central", flow / volume),
        ]
    outputs: dict[str, tuple[str, Any]] = {PARENT: ("central", found["V1"])}
    metabolite = _metabolite(model, people=people)
    if metabolite:
        modes[METABOLITE] = {
            "central": lambda: chain(scale(core.response(), by=found["CL"]), second=_metabolite_core(metabolite))
        }
        flows[0] = Flow("central", "metabolite", found["CL"] / found["V1"])
        flows += _metabolite_flows(metabolite)
        outputs[METABOLITE] = ("metabolite", metabolite["V"])
    for route in set(DEPOTS) & set(model.row["routes"]):
        row = read_table("models/kinetics.toml")["absorption"][route]
        depot = stage(row["ka_per_h"]["value"] * people.factors.get(f"{route}.ka", 1) + 0 * found["V1"], label=route)
        for output in list(modes):
            modes[output][route] = partial(_after, modes[output]["central"], depot)
        flows.append(Flow(route, "central", depot.rates[..., 0]))
        # nobody absorbs more than was given
        share = row["F"]["value"] * people.factors.get(f"{route}.F", 1) + 0 * found["V1"]
        found[f"{route}.F"] = numpy.minimum(share, 1)
        if metabolite and "presystemic_norketamine_fraction" in row:
            first_pass = f"{route}_first_pass"
            modes[METABOLITE][first_pass] = partial(_after, partial(_metabolite_core, metabolite), depot)
            flows.append(Flow(first_pass, "metabolite", depot.rates[..., 0]))
    return Structure(modes, flows, outputs, found)


def _after(first: Callable[[], Modes], depot: Modes) -> Modes:
    return chain(first(), second=depot)


def _metabolite(model: Model, *, people: People) -> dict[str, Any]:
    """The metabolite's parameters, its own or those of the model it borrows from."""
    row = model.row.get("metabolite")
    if row is None and "norketamine" in model.row:
        lender, _, name = model.row["norketamine"]["use"].partition(".")
        row = load_models()[lender].row[name]
    if row is None:
        return {}
    ratio = people.weight / reference_weight()
    return {
        name: each["value"] * ratio ** each["exponent"] * people.factors.get(f"metabolite.{name}", 1)
        for name, each in row.items()
        if isinstance(each, Mapping)
    }


def _metabolite_core(row: Mapping[str, Any]) -> Modes:
    return find_core((row["V"], row["Vp"]), clearance=row["CL"], exchanges=(row["Q"],), name="metabolite").response()


def _metabolite_flows(row: Mapping[str, Any]) -> list[Flow]:
    return [
        Flow("metabolite", None, row["CL"] / row["V"]),
        Flow("metabolite", "metabolite_peripheral", row["Q"] / row["V"]),
        Flow("metabolite_peripheral", "metabolite", row["Q"] / row["Vp"]),
    ]


def _hepatoportal(found: dict[str, Any]) -> Structure:
    names = ("Vc", "Vp1", "Vp2", "Vh")
    exchanges = tuple(found[name] for name in ("Q1", "Q2", "Qh"))
    loss = (found["kel"] + found["kmet"]) * found["Vh"]
    nothing = 0 * loss
    core: Core = find_core(
        tuple(found[name] for name in names),
        clearance=nothing,
        exchanges=exchanges,
        peripheral_clearances=(nothing, nothing, loss),
    )
    liver = names.index("Vh")
    second = {"V": found["Vcn_over_F"], "Vp": found["Vpn_over_F"], "CL": found["CLn_over_F"], "Q": found["Q3_over_F"]}
    formed = found["kmet"] * found["Vh"]
    entries = {
        "central": (0, None),
        "nose": (0, stage(found["ka_nasal"], label="nose")),
        "swallowed": (liver, stage(found["ka_swallowed"], label="swallowed")),
        "swallowed_oral": (liver, stage(found["ka_oral"], label="swallowed_oral")),
    }
    modes: dict[str, dict[str, Callable[[], Modes]]] = {PARENT: {}, METABOLITE: {}}

    def formation(source: int) -> Modes:
        return chain(scale(core.response(source, target=liver), by=formed), second=_metabolite_core(second))

    for entry, (source, depot) in entries.items():
        parent, product = partial(core.response, source), partial(formation, source)
        modes[PARENT][entry] = parent if depot is None else partial(_after, parent, depot)
        modes[METABOLITE][entry] = product if depot is None else partial(_after, product, depot)
    flows = [
        Flow("nose", "central", found["ka_nasal"]),
        Flow("swallowed", "liver", found["ka_swallowed"]),
        Flow("swallowed_oral", "liver", found["ka_oral"]),
        Flow("liver", None, found["kel"]),
        Flow("liver", "metabolite", found["kmet"]),
        *_metabolite_flows(second),
    ]
    for state, flow, volume in zip(("peripheral1", "peripheral2", "liver"), ("Q1", "Q2", "Qh"), names[1:], strict=True):
        flows += [
            Flow("central", state, found[flow] / found["Vc"]),
            Flow(state, "central", found[flow] / found[volume]),
        ]
    outputs = {PARENT: ("central", found["Vc"]), METABOLITE: ("metabolite", second["V"])}
    return Structure(modes, flows, outputs, found)


def _arterial(model: Model, *, found: dict[str, Any]) -> Structure:
    """Parent in closed form; the metabolites sit behind transit chains of equal rates, so only the propagator has them."""
    volumes = tuple(found[name] for name in ("VK1", "VK2", "VK3"))
    core = find_core(volumes, clearance=found["CLK1"], exchanges=(found["CLK2"], found["CLK3"]))
    film = model.row["film_absorption"]
    rates = [convert(film[name], unit="1/min", to="1/h") + 0 * found["VK1"] for name in ("KA1_per_min", "KA2_per_min")]
    modes: dict[str, dict[str, Callable[[], Modes]]] = {
        PARENT: {
            "central": core.response,
            "film_mucosal": partial(_after, core.response, stage(rates[0], label="film")),
        }
    }
    delays = {name: 2 / found[name] for name in ("MTT_K_to_NK", "MTT_NK_to_HNK")}
    gut = 2 / (convert(film["MTT_gut_min"], unit="min", to="h") + 0 * found["VK1"])
    flows = [
        Flow("film_mucosal", "central", rates[0]),
        Flow("film_swallowed", "gut1", rates[1]),
        Flow("gut1", "gut2", gut),
        Flow("gut2", "delay_nk1", gut, share=found["fm_NK"]),
        Flow("central", "delay_nk1", found["CLK1"] / found["VK1"], share=found["fm_NK"]),
        Flow("delay_nk1", "delay_nk2", delays["MTT_K_to_NK"]),
        Flow("delay_nk2", "metabolite", delays["MTT_K_to_NK"]),
        Flow("metabolite", "delay_hnk1", found["CLN1"] / found["VN1"], share=found["fm_HNK"]),
        Flow("delay_hnk1", "delay_hnk2", delays["MTT_NK_to_HNK"]),
        Flow("delay_hnk2", "hydroxy", delays["MTT_NK_to_HNK"]),
        Flow("hydroxy", None, found["CLH1"] / found["VH1"]),
    ]
    for centre, edge, flow, here, there in (
        ("central", "peripheral1", "CLK2", "VK1", "VK2"),
        ("central", "peripheral2", "CLK3", "VK1", "VK3"),
        ("metabolite", "metabolite_peripheral", "CLN2", "VN1", "VN2"),
        ("hydroxy", "hydroxy_peripheral", "CLH2", "VH1", "VH2"),
    ):
        flows += [Flow(centre, edge, found[flow] / found[here]), Flow(edge, centre, found[flow] / found[there])]
    masses = read_table("models/kinetics.toml")["conventions"]["molar_mass_g_per_mol"]
    # states are milligrams of ketamine's worth; a metabolite is lighter or heavier by the ratio of molar masses
    lighter, heavier = (masses[name] / masses["ketamine_base"] for name in ("norketamine_base", "hydroxynorketamine"))
    outputs = {
        PARENT: ("central", found["VK1"]),
        METABOLITE: ("metabolite", found["VN1"] / lighter),
        "hydroxynorketamine": ("hydroxy", found["VH1"] / heavier),
    }
    return Structure(modes, flows, outputs, found)
