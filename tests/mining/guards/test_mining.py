"""Guards are learned from sessions: those that hold, and not those that chance explains."""

from collections import Counter
from pathlib import Path
from random import Random

from journeys_mining.guards.keeping import Guards
from journeys_mining.mine import mine
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions
from tests.mining.sessions_by_hand import visits_to_a_shop, with_learned_guards, write_sessions
from tests.support.guarded_worlds import Rule, World, plant_world, rule_of, with_loss

NOTHING_LEFT = "view /pay", GuardRule.WHILE_MORE, "view /add", "view /remove"


def mined(path: Path, **options: int) -> NavigationModel:
    return mine([path], MiningOptions(**options), lambda stage: None).model  # type: ignore[arg-type]


def told(model: NavigationModel) -> set[tuple[str, str, str, str | int | None]]:
    return {
        (one.action, one.rule, one.other, one.than if one.than else one.margin)
        for one in model.guards
    }


def test_the_rules_of_a_shop_are_found_and_no_others(tmp_path: Path) -> None:
    sessions = visits_to_a_shop(1500)
    model = mined(write_sessions(tmp_path / "events.csv", sessions))
    assert told(model) == {
        NOTHING_LEFT,
        ("view /remove", GuardRule.NO_MORE_THAN, "view /add", 0),
        ("view /account", GuardRule.NEVER_AFTER, "view /out", None),
    }
    model.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == model
    named = [tuple(f"view /{page}" for page in one) for one in sessions]
    for guard in model.guards:
        assert guard.support is not None
        assert guard.support.exceptions == sum(
            Guards([guard]).first_broken(one) is not None for one in named
        )
        assert guard.support.expected > 50
        assert guard.support.p_value < 0.001
    (removing,) = (one for one in model.guards if one.rule is GuardRule.NO_MORE_THAN)
    assert removing.support is not None
    assert removing.support.sessions == sum("view /remove" in one for one in named)


def test_lost_rows_do_not_hide_a_rule(tmp_path: Path) -> None:
    rng = Random(1)
    sessions = [
        [page for page in one if rng.random() > 0.005] for one in visits_to_a_shop(3000, seed=5)
    ]
    model = mined(write_sessions(tmp_path / "events.csv", sessions))
    assert NOTHING_LEFT in told(model)
    assert any(one.support and one.support.exceptions for one in model.guards)


def test_pages_in_any_order_have_no_rules(tmp_path: Path) -> None:
    rng = Random(2)
    pages = "abcdefghijkl"
    sessions = [rng.choices(pages, k=rng.randint(1, 9)) for _ in range(1500)]
    assert mined(write_sessions(tmp_path / "events.csv", sessions)).guards == ()


def test_what_a_chain_knows_anyhow_is_no_guard(tmp_path: Path) -> None:
    """`b` has one way in, from `a`; nothing is left to forbid."""
    rng = Random(3)
    sessions = []
    for _ in range(800):
        session = [rng.choice("cd")]
        while rng.random() > 0.2:
            session.append(rng.choice({"a": "bcd"}.get(session[-1], "acd")))
        sessions.append(session)
    assert mined(write_sessions(tmp_path / "events.csv", sessions)).guards == ()


def test_what_every_session_breaks_is_no_guard(tmp_path: Path) -> None:
    """Each comes home once and asks for `p` twice: none of them could keep a rule less well."""
    rng = Random(4)
    sessions = [
        ["home", "p", rng.choice("xy"), "p", *rng.choices("xyp", k=rng.randint(0, 5))]
        for _ in range(300)
    ]
    assert mined(write_sessions(tmp_path / "events.csv", sessions)).guards == ()


def test_rules_of_fewer_users_than_the_floor_are_not_there(tmp_path: Path) -> None:
    """Three users make all visits: enough for a floor of 3, too few for one of 4."""
    path = write_sessions(tmp_path / "events.csv", visits_to_a_shop(600), users=3)
    model = mined(path, floor=3)
    assert NOTHING_LEFT in told(model)
    assert all(one.support and one.support.users == 3 for one in model.guards)
    extra = write_sessions(tmp_path / "more.csv", [["home", "help"]] * 50)
    several = mine([path, extra], MiningOptions(floor=4), lambda stage: None).model
    assert several.guards == ()


def test_twenty_worlds() -> None:
    """Of what is mined at least 95% is true in the world, and at least 90% of what was planted
    is mined. True is what no session that can happen breaks, planted or not."""
    mined_right: Counter[bool] = Counter()
    planted_found: Counter[bool] = Counter()
    for seed in range(300, 320):
        world = plant_world(seed)
        rules = _mined_rules(world, seed)
        mined_right.update(world.keeps(one) for one in rules)
        planted_found.update(any(_implies(one, rule) for one in rules) for rule in world.rules)
    assert planted_found.total() >= 80
    assert mined_right[True] >= 0.95 * mined_right.total()
    assert planted_found[True] >= 0.9 * planted_found.total()


def _mined_rules(world: World, seed: int) -> list[Rule]:
    """From an export that has lost one row in 200."""
    names = [f"a{action:02}" for action in range(world.action_count)]
    sessions = with_loss(world.draw(4_000, seed + 1000), 0.005, seed)
    model = with_learned_guards([[names[action] for action in one] for one in sessions])
    return [rule_of(one, names) for one in model.guards]


def _implies(one: Rule, other: Rule) -> bool:
    """Whether a rule that was mined says as much as one that was planted."""
    if (one.action, one.other) != (other.action, other.other):
        return False
    if one.rule is other.rule:
        return one.margin >= other.margin
    after = other.rule is GuardRule.ALWAYS_AFTER
    by_count = one.rule is GuardRule.NO_MORE_THAN and one.margin >= 0
    return after and (by_count or one.rule is GuardRule.WHILE_MORE)


def test_mining_twice_gives_the_same_guards(tmp_path: Path) -> None:
    path = write_sessions(tmp_path / "events.csv", visits_to_a_shop(400))
    first: tuple[Guard, ...] = mined(path).guards
    assert first
    assert first == mined(path).guards
