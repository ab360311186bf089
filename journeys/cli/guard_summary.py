"""What commands tell a person about the guards of a model."""

from typing import TYPE_CHECKING, Any

from journeys.cli.output import Output

if TYPE_CHECKING:
    from journeys_mining.model.navigation_model import NavigationModel

_DRAWS, _LEAST_DRAWS, _SEED, _MOST_STEPS = 20_000, 100, 1, 200


def guard_shares(model: "NavigationModel", profile: str | None = None) -> dict[str, Any]:
    """How many guards there are, and what share of drawn sessions breaks one, without and with."""
    if not model.guards:
        # Nothing can be broken, and a chain of half a million n-grams takes seconds to make.
        return {"count": 0, "breaking_share_without": 0.0, "breaking_share": 0.0}
    import numpy as np

    from journeys_mining.guards.guarded_chain import GuardedChain
    from journeys_mining.guards.keeping import breaking_share

    guarded = GuardedChain(model, profile)
    # Those that break a guard are drawn again: where most do, fewer are asked for.
    draws = max(int(_DRAWS * min(1.0, 2 * guarded.keeping_share)), _LEAST_DRAWS)
    drawn = guarded.draw(draws, np.random.default_rng(_SEED), max_steps=_MOST_STEPS)
    return {
        "count": len(model.guards),
        "breaking_share_without": round(1 - guarded.keeping_share, 5),
        "breaking_share": breaking_share(guarded.guards, drawn),
    }


def print_guards(model: "NavigationModel", shares: dict[str, Any], out: Output, top: int) -> None:
    """The rules in words, those first that forbid most; and what they change."""
    from rich.table import Table
    from rich.text import Text

    from journeys_mining.model.guards import by_effect, in_words, support_in_words

    if not model.guards:
        out.say("no rule about the order of actions was found")
        return
    table = Table(title="Guards: the order of actions", title_justify="left", box=None)
    table.add_column("rule", overflow="fold", ratio=1)
    table.add_column("held in", justify="right", no_wrap=True)
    table.add_column("broken by chance", justify="right", no_wrap=True)
    for one in sorted(model.guards, key=by_effect)[:top]:
        expected = f"{one.support.expected:,.0f} sessions" if one.support else ""
        table.add_row(Text(in_words(one)), support_in_words(one), expected)
    out.show(table)
    if len(model.guards) > top:
        out.say(f"… and {len(model.guards) - top} that forbid less")
    out.say(
        f"{shares['breaking_share_without']:.2%} of sessions drawn without guards would break one;"
        f" of those drawn with them {shares['breaking_share']:.2%} do"
    )
