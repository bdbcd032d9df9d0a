"""The doses of the spray that an explorer offers, by their number of devices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketamine.explore.part.explorer import read_texts
from ketamine.quantity.limit import quantity_of


def list_doses() -> dict[str, float]:
    """The doses of the spray in mg by their number of devices. Source: form.esk.device_strength, dosing.esk.max."""
    device = quantity_of("form.esk.device_strength")
    most = round(quantity_of("dosing.esk.max") / device)
    return {str(count): count * device for count in range(1, most + 1)}


def name_doses(doses: Mapping[str, float]) -> Sequence[tuple[str, str]]:
    """The same doses in words. Source: explore.toml."""
    texts = read_texts("spray")
    return [
        (count, (texts["one"] if count == "1" else texts["several"]).format(count=count, mg=f"{mg:g}"))
        for count, mg in doses.items()
    ]
