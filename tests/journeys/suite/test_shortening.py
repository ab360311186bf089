import asyncio

from hypothesis import given
from hypothesis import strategies as st

from journeys.suite.shortening import Kept, Shortened, shorten


def run(
    length: int, needed: set[int], *, pairs: tuple[tuple[int, int], ...] = (), most: int = 500
) -> tuple[Shortened, list[Kept]]:
    """Shorten a journey that fails as long as it has the needed steps; pairs go together only."""
    tried: list[Kept] = []

    async def fails(kept: Kept) -> bool:
        tried.append(kept)
        return needed <= set(kept)

    def is_feasible(kept: Kept) -> bool:
        return all((one in kept) == (other in kept) for one, other in pairs)

    return asyncio.run(shorten(length, is_feasible, fails, most_tries=most)), tried


def test_only_what_is_needed_stays() -> None:
    shortened, tried = run(12, {3, 7})
    assert shortened.kept == (3, 7, 11)
    assert shortened.is_shortest
    assert len(tried) == len(set(tried)) == shortened.try_count
    assert all(one[-1] == 11 for one in tried)


def test_one_step_may_be_enough() -> None:
    assert run(9, set())[0].kept == (8,)
    assert run(1, set())[0] == Shortened(kept=(0,), is_shortest=True, try_count=0)


def test_what_is_not_feasible_is_not_tried() -> None:
    shortened, tried = run(8, {2}, pairs=((2, 4),))
    assert shortened.kept == (2, 4, 7)
    assert all((2 in one) == (4 in one) for one in tried)


def test_a_pair_that_no_chunk_is_made_of_is_found_all_the_same() -> None:
    shortened, _ = run(6, set(), pairs=((0, 4), (1, 3)))
    assert shortened.kept == (5,)


def test_a_limit_is_kept_and_told() -> None:
    shortened, tried = run(12, set(range(12)), most=7)
    assert len(tried) == 7
    assert shortened == Shortened(kept=tuple(range(12)), is_shortest=False, try_count=7)


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_it_is_the_shortest(case: tuple[int, set[int]]) -> None:
    length, needed = case
    shortened, _ = run(length, needed)
    assert set(shortened.kept) == needed | {length - 1}
    assert shortened.is_shortest
