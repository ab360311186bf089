"""The counts of a mining run in pandas."""

import numpy as np
import pandas as pd

_IDLE_S = 1800
_FLOOR = 5


def count_grams(file: str) -> int:
    """How many n-grams of orders 1 to 3 five users or more did; all else is counted, too."""
    rows = pd.read_csv(file, parse_dates=["timestamp"]).drop_duplicates()
    url_code, urls = pd.factorize(rows["page_url"])
    template = (
        pd.Series(urls)
        .str.replace(r"^https?://[^/]*", "", regex=True)
        .str.replace(r"/[0-9]+", "/{id}", regex=True)
        .str.replace(r"=[^&]*", "={}", regex=True)
    )
    template_code = pd.factorize(template)[0]
    event_code = pd.factorize(rows["event"])[0]
    rows["code"] = pd.factorize(event_code * len(template) + template_code[url_code])[0] + 3
    rows["user"] = pd.factorize(rows["user_id"])[0]
    rows = rows.sort_values(["user", "timestamp"], kind="stable")
    gap_s = rows.groupby("user")["timestamp"].diff().dt.total_seconds()
    rows["session"] = (gap_s.isna() | (gap_s > _IDLE_S)).cumsum()
    in_session = rows.groupby("session")
    rows["gap_s"] = in_session["timestamp"].diff().dt.total_seconds()
    rows["p1"] = in_session["code"].shift(1, fill_value=1)
    rows.groupby(["p1", "code"])["gap_s"].quantile(np.array([0.5, 0.9]))
    rows.groupby("code")["load_ms"].quantile(np.array([0.5, 0.95]))
    rows.groupby(["code", rows["status"] // 100]).size()
    rows.groupby("code")["user"].nunique()
    return sum(_grams(rows, order) for order in (1, 2, 3))


def _grams(rows: pd.DataFrame, order: int) -> int:
    ends = rows.groupby("session").tail(1)[["session", "user"]].assign(code=2)
    begins = rows.groupby("session").head(1)[["session", "user"]].assign(code=1)
    padded = pd.concat([begins, rows[["session", "user", "code"]], ends])
    padded = padded.sort_values("session", kind="stable")
    key = padded["code"].astype("int64")
    whole = pd.Series(True, index=range(len(padded)))
    by_session = padded.groupby("session")["code"]
    for distance in range(1, order + 1):
        before = by_session.shift(distance)
        whole &= before.notna().to_numpy()
        key = key + before.fillna(0).astype("int64") * 4096**distance
    grams = pd.DataFrame({"key": key.to_numpy(), "user": padded["user"].to_numpy()})[
        whole.to_numpy()
    ]
    users = grams.drop_duplicates().groupby("key").size()
    grams.groupby("key").size()
    return int((users >= _FLOOR).sum())
