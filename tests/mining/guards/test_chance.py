"""Chances of few exceptions are those of SciPy's distributions, which take long to import."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from journeys_mining.guards.chance import binomial_chance, drawn_chance


def test_the_binomial_chances_of_scipy() -> None:
    random = np.random.default_rng(1)
    tries = random.integers(1, 100_000, 2_000)
    most = np.minimum(random.integers(0, 300, 2_000), tries)
    chance = random.random(2_000) ** 6
    most[:100], chance[100:150], chance[150:200] = tries[:100], 0.0, 1.0
    found = binomial_chance(most, tries, chance)
    np.testing.assert_allclose(found, binom.cdf(most, tries, chance), rtol=1e-9, atol=1e-250)


@pytest.mark.parametrize("whole", [10, 5_000, 1_000_000])
def test_the_hypergeometric_chances_of_scipy(whole: int) -> None:
    random = np.random.default_rng(2)
    for _ in range(100):
        marked, drawn = int(random.integers(0, whole // 20 + 3)), int(random.integers(1, whole))
        most = int(random.integers(0, marked + 1))
        found = drawn_chance(most, whole=whole, marked=marked, drawn=drawn)
        assert found == pytest.approx(
            hypergeom.cdf(most, whole, marked, drawn), rel=1e-6, abs=1e-250
        )
