"""What scripts and notebooks do at the tracking server's API."""

from collections.abc import Callable
from random import Random
from typing import Any, Final
from urllib.parse import quote

from tests.support.api_client import ApiClient

_API: Final = "/api/2.0/mlflow"
_METRICS: Final = ("loss", "accuracy", "auc", "rmse")
_PARAMS: Final = ("learning_rate", "depth", "batch_size", "optimizer")
_WORDS: Final = ("river", "garden", "lighthouse", "kitchen", "winter", "atlas", "copper", "violet")


def a_name(random: Random) -> str:
    """A name that nobody else gave."""
    return f"{random.choice(_WORDS)}-{random.choice(_WORDS)}-{random.randrange(10**6)}"


def train(client: ApiClient) -> None:
    """Make a run and log what comes of it."""
    random = client.random
    experiment = _some_experiment(client)
    run = _start_run(client, experiment)
    for name in random.sample(_PARAMS, random.randrange(1, 4)):
        content = {"run_id": run, "key": name, "value": str(random.randrange(1, 100))}
        client.post(f"{_API}/runs/log-parameter", content)
    for step in range(random.randrange(1, 5)):
        client.post(f"{_API}/runs/log-metric", {"run_id": run, **_metric(client, step)})
    if random.random() < 0.4:
        batch = {
            "run_id": run,
            "metrics": [_metric(client, step) for step in range(2)],
            "params": [{"key": f"extra_{random.randrange(5)}", "value": "1"}],
            "tags": [{"key": "team", "value": random.choice(("search", "ads"))}],
        }
        client.post(f"{_API}/runs/log-batch", batch)
    if random.random() < 0.5:
        tag = {"run_id": run, "key": "stage", "value": random.choice(("dev", "prod"))}
        client.post(f"{_API}/runs/set-tag", tag)
    end = {"run_id": run, "status": "FINISHED", "end_time": _now_ms(client)}
    client.post(f"{_API}/runs/update", end)
    if random.random() < 0.3:
        client.get(f"{_API}/runs/get?run_id={run}")


def explore(client: ApiClient) -> None:
    """Look at runs and at how their metrics went."""
    random = client.random
    found = client.post(f"{_API}/experiments/search", {"max_results": 50})
    experiments = [one["experiment_id"] for one in found.get("experiments", [])]
    chosen = random.choice(experiments)
    if random.random() < 0.6:
        client.get(f"{_API}/experiments/get?experiment_id={chosen}")
    query = {
        "experiment_ids": [chosen],
        "max_results": 20,
        "order_by": ["attributes.start_time DESC"],
    }
    page = client.post(f"{_API}/runs/search", query)
    runs = page.get("runs", [])
    for run in random.sample(runs, min(len(runs), random.randrange(1, 3))):
        run_id = run["info"]["run_id"]
        client.get(f"{_API}/runs/get?run_id={run_id}")
        metrics = run["data"].get("metrics", [])
        if metrics and random.random() < 0.7:
            key = random.choice(metrics)["key"]
            client.get(f"{_API}/metrics/get-history?run_id={run_id}&metric_key={key}")
        if random.random() < 0.4:
            client.get(f"{_API}/artifacts/list?run_id={run_id}")


def register(client: ApiClient) -> None:
    """Make a model of a run, look at it, describe it."""
    random = client.random
    experiment = _some_experiment(client)
    run = _start_run(client, experiment)
    name = f"model-{a_name(random)}"
    client.post(f"{_API}/registered-models/create", {"name": name, "tags": []})
    source = f"mlflow-artifacts:/{experiment}/{run}/artifacts/model"
    version = {"name": name, "source": source, "run_id": run}
    client.post(f"{_API}/model-versions/create", version)
    client.get(f"{_API}/registered-models/get?name={quote(name)}")
    if random.random() < 0.6:
        described = {"name": name, "version": "1", "description": "Better than the last one."}
        client.send("PATCH", f"{_API}/model-versions/update", described)
    if random.random() < 0.5:
        client.get(f"{_API}/model-versions/get?name={quote(name)}&version=1")
    if random.random() < 0.5:
        client.get(f"{_API}/registered-models/search?max_results=10")


def tidy(client: ApiClient) -> None:
    """Rename and mark what is there."""
    random = client.random
    made = client.post(f"{_API}/experiments/create", {"name": a_name(random)})
    experiment = made["experiment_id"]
    tag = {"experiment_id": experiment, "key": "owner", "value": random.choice(("ann", "bo"))}
    client.post(f"{_API}/experiments/set-experiment-tag", tag)
    if random.random() < 0.6:
        renamed = {"experiment_id": experiment, "new_name": a_name(random)}
        client.post(f"{_API}/experiments/update", renamed)
    client.get(f"{_API}/experiments/get?experiment_id={experiment}")


def _some_experiment(client: ApiClient) -> str:
    random = client.random
    if random.random() < 0.5:
        name = a_name(random)
        client.get(f"{_API}/experiments/get-by-name?experiment_name={quote(name)}")
        made = client.post(f"{_API}/experiments/create", {"name": name})
        return str(made["experiment_id"])
    found = client.post(f"{_API}/experiments/search", {"max_results": 50})
    return str(random.choice(found["experiments"])["experiment_id"])


def _start_run(client: ApiClient, experiment: str) -> str:
    content = {
        "experiment_id": experiment,
        "start_time": _now_ms(client),
        "run_name": a_name(client.random),
        "tags": [{"key": "mlflow.source.type", "value": "LOCAL"}],
    }
    return str(client.post(f"{_API}/runs/create", content)["run"]["info"]["run_id"])


def _metric(client: ApiClient, step: int) -> dict[str, Any]:
    random = client.random
    return {
        "key": random.choice(_METRICS),
        "value": round(random.random(), 4),
        "timestamp": _now_ms(client),
        "step": step,
    }


def _now_ms(client: ApiClient) -> int:
    return int(client.now.timestamp() * 1000)


VISITS: Final[tuple[tuple[Callable[[ApiClient], None], int], ...]] = (
    (train, 40),
    (explore, 35),
    (register, 15),
    (tidy, 10),
)
"""What clients come for, and how many of a hundred visits it is."""
