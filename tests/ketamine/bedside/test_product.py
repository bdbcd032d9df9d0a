"""Sums about products that nobody has licensed."""

import pytest

from ketamine.bedside import product
from ketamine.plausible import ImplausibleError


def test_sprays_of_a_bottle():
    assert product.bottle_mass(150, spray=0.1, sprays=3) == pytest.approx(45)
    assert product.bottle_mass_of_one(150, spray=0.1) == pytest.approx(15)
    assert product.bottle_mass_per_millilitre(150, sprays=3) == 450


@pytest.mark.parametrize(("spray", "sprays"), [(0, 1), (2, 1), (0.1, 0)])
def test_a_bottle_that_nobody_has_seen_is_refused(spray, sprays):
    with pytest.raises(ImplausibleError, match="nasal bottle"):
        product.bottle_mass(150, spray=spray, sprays=sprays)


def test_how_long_a_bottle_lasts():
    assert product.bottle_days(15, spray=0.1, sprays=6) == pytest.approx(25)
    assert product.bottle_days_in_sprays(15, spray=0.1) == pytest.approx(150)
    assert product.bottle_days_without_volume(15, sprays=6) == pytest.approx(2.5)
    with pytest.raises(ImplausibleError, match="not plausible"):
        product.bottle_days(15, spray=20, sprays=6)
