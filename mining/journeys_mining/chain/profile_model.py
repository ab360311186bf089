"""What the sessions of one profile did, as a model of its own: for tools that know no profiles."""

from dataclasses import replace

from journeys_mining.chain.profile_chain import find_profile
from journeys_mining.model.navigation_model import ActionStats, NavigationModel, Transition


def model_of_profile(model: NavigationModel, name: str) -> NavigationModel:
    """The counts of a profile, of first order, with what the whole model knows of its actions.

    Answers, durations, think times and values are those of all users. Where the profiles were found
    in the sessions of some users, so were the counts.

    Raises
    ------
    InputError
        The model has no profile of this name.
    """
    profile, _ = find_profile(model, name)
    stats = {one.action: one for one in model.actions}
    think_s = {(one.context, one.action): one.think_s for one in model.transitions if one.think_s}
    done = {one.action for one in profile.actions}
    return replace(
        model,
        order=1,
        source=replace(
            model.source,
            sessions=profile.sessions,
            users=profile.users,
            events=sum(one.count for one in profile.actions),
        ),
        actions=tuple(
            ActionStats(
                action=one.action,
                count=one.count,
                users=one.users,
                statuses=stats[one.action].statuses,
                refusals=stats[one.action].refusals,
                duration_ms=stats[one.action].duration_ms,
            )
            for one in profile.actions
        ),
        transitions=tuple(
            Transition(
                context=(one.before,),
                action=one.action,
                count=one.count,
                users=one.users,
                think_s=think_s.get(((one.before,), one.action)),
            )
            for one in profile.transitions
        ),
        slot_values=tuple(one for one in model.slot_values if one.action in done),
        guards=tuple(one for one in model.guards if set(one.names) <= done),
        tuned=None,
        profiling=None,
    )
