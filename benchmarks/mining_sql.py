"""The counts of a mining run in DuckDB's SQL, as one would write them for one known file."""

_IDLE_US = 1_800_000_000
_FIRST = f"t1 IS NULL OR t0 - t1 > {_IDLE_US}"
_SECOND = f"t2 IS NULL OR t1 - t2 > {_IDLE_US}"
_THIRD = f"t3 IS NULL OR t2 - t3 > {_IDLE_US}"

_COUNTED = (
    """CREATE TABLE rows AS SELECT row_number() OVER () AS row, user_id, event, page_url, status,
        load_ms, epoch_us("timestamp"::TIMESTAMP) AS time_us, hash("timestamp", user_id, event,
        page_url, status, load_ms, event_id, device) AS digest FROM read_csv('$FILE')""",
    """CREATE TABLE repeated AS SELECT digest, min(row) AS first_row FROM rows
        GROUP BY digest HAVING count(*) > 1""",
    """CREATE TABLE users AS SELECT user_id,
        dense_rank() OVER (ORDER BY sha256('secret' || user_id)) AS user_code
        FROM (SELECT DISTINCT user_id FROM rows)""",
    """CREATE TABLE urls AS SELECT page_url, regexp_replace(regexp_replace(regexp_replace(page_url,
        '^https?://[^/]*', ''), '/[0-9]+', '/{id}'), '=[^&]*', '={}', 'g') AS template
        FROM (SELECT DISTINCT page_url FROM rows)""",
    """CREATE TABLE actions AS SELECT event, template, (2 + dense_rank() OVER (ORDER BY
        event, template))::INTEGER AS code FROM (SELECT DISTINCT event, template
        FROM rows JOIN urls USING (page_url))""",
    """CREATE TABLE events AS SELECT row, user_code, time_us, code, status,
        load_ms AS duration_ms FROM rows JOIN users USING (user_id)
        JOIN urls USING (page_url) JOIN actions USING (event, template)
        WHERE digest NOT IN (SELECT digest FROM repeated)""",
    "DROP TABLE rows",
)

STEPS = f"""CREATE OR REPLACE TABLE steps AS WITH seen AS (SELECT user_code, code, time_us AS t0,
        lag(code, 1) OVER w AS c1, lag(code, 2) OVER w AS c2, lag(code, 3) OVER w AS c3,
        lag(time_us, 1) OVER w AS t1, lag(time_us, 2) OVER w AS t2,
        lag(time_us, 3) OVER w AS t3,
        lead(time_us) OVER w AS next FROM events
        WINDOW w AS (PARTITION BY user_code ORDER BY time_us, row))
    SELECT user_code, code, CASE WHEN {_FIRST} THEN 1 ELSE c1 END AS p1,
        CASE WHEN {_FIRST} THEN NULL WHEN {_SECOND} THEN 1 ELSE c2 END AS p2,
        CASE WHEN {_FIRST} OR {_SECOND} THEN NULL WHEN {_THIRD} THEN 1 ELSE c3 END AS p3,
        CASE WHEN {_FIRST} THEN NULL ELSE t0 - t1 END AS gap_us,
        next IS NULL OR next - t0 > {_IDLE_US} AS is_last FROM seen"""
_VIEW = """CREATE OR REPLACE VIEW grams AS SELECT user_code, code::BIGINT AS c0, p1::BIGINT AS c1,
    p2::BIGINT AS c2, p3::BIGINT AS c3
    FROM steps UNION ALL SELECT user_code, 2, code,
    p1, p2 FROM steps WHERE is_last"""

_KEYS = (
    "c1 * 4096 + c0",
    "(c2 * 4096 + c1) * 4096 + c0",
    "((c3 * 4096 + c2) * 4096 + c1) * 4096 + c0",
)


def _ranked(keys: str, value: str, table: str, percents: tuple[int, int]) -> str:
    near = " OR ".join(f"abs(r * 100 - (n - 1) * {one}) < 100" for one in percents)
    return f"""SELECT * FROM (SELECT {keys}, {value}, row_number() OVER (PARTITION BY {keys}
        ORDER BY {value}) - 1 AS r, count(*) OVER (PARTITION BY {keys}) AS n FROM {table}
        WHERE {value} IS NOT NULL) WHERE {near}"""


COUNTS = (
    _VIEW,
    f"CREATE OR REPLACE TABLE think AS {_ranked('p1, code', 'gap_us', 'steps', (50, 90))}",
    f"CREATE OR REPLACE TABLE durations AS {_ranked('code', 'duration_ms', 'events', (50, 95))}",
    """CREATE OR REPLACE TABLE statuses AS
        SELECT code, status // 100 AS class, count(*) FROM events GROUP BY ALL""",
    """CREATE OR REPLACE TABLE used AS SELECT code, sum(n) AS n, count(*) AS users
        FROM (SELECT code, user_code, count(*) AS n FROM events GROUP BY ALL) GROUP BY code""",
)
STATEMENTS = (*_COUNTED, STEPS, *COUNTS)
GRAMS = tuple(
    f"""SELECT key, sum(n) AS n, count(*) AS users FROM (SELECT {key} AS key, user_code,
        count(*) AS n FROM grams WHERE ({key}) IS NOT NULL GROUP BY ALL)
        GROUP BY key HAVING count(*) >= 5"""
    for key in _KEYS
)
