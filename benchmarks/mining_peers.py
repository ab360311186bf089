"""What peers do with a prepared table, run by a Python that has them: `PYTHON … NAME FILE.parquet`.

Nothing of this project is imported here, and the peers are no requirement of it. Both count the
transitions of sessions, order 1, without distinct users; `benchmarks.mining_contenders` counts
orders 1 to 5 with them, from the same file.
"""

import os
import sys
from collections.abc import Callable, Mapping

os.environ["RETENTIONEERING_NO_TRACK"] = "1"  # it would report its use otherwise


def retentioneering(file: str) -> str:
    """Sessions after 30 minutes of silence, and the matrix of counts."""
    import pandas as pd
    from retentioneering import Eventstream
    from retentioneering.tools.transition_matrix import TransitionMatrix

    roles = {"path_cols": ["user_id"], "event_col": "action", "timestamp_col": "timestamp"}
    events = Eventstream(pd.read_parquet(file), schema=roles)
    sessions = events.split_sessions(timeout="30m")
    matrix = TransitionMatrix(sessions).fit("count", path_col="session_id")
    return f"{int((matrix.to_numpy() > 0).sum()):,} transitions"


def pm4py(file: str) -> str:
    """The directly-follows graph of sessions, which it is given: it splits none."""
    import pandas as pd
    import pm4py as miner

    events = pd.read_parquet(file).sort_values(["user_id", "timestamp"], kind="stable")
    new = events["user_id"].ne(events["user_id"].shift())
    new |= events["timestamp"].diff().dt.total_seconds() > 1800
    events["session"] = new.cumsum().astype("str")
    log = miner.format_dataframe(
        events, case_id="session", activity_key="action", timestamp_key="timestamp"
    )
    return f"{len(miner.discover_dfg(log)[0]):,} transitions"


PEERS: Mapping[str, Callable[[str], str]] = {"retentioneering": retentioneering, "pm4py": pm4py}

if __name__ == "__main__":
    name, file = sys.argv[1:]
    print(PEERS[name](file))
