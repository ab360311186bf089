"""`journeys mine`: an export becomes a model."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    pass


@click.command(
    "mine",
    epilog="""\b
Examples:
  journeys mine events.csv
  journeys mine access.log --output model.json
  journeys mine export.csv.gz --user visitor --time ts --event action
  journeys mine monday.csv tuesday.csv --json
  journeys mine amplitude-export.zip
  journeys mine recordings/ --floor 1""",
)
@click.argument("exports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default="model.json",
    show_default=True,
    help="Where the model goes.",
)
@click.option("--user", metavar="COLUMN", help="Column of the user or device id.")
@click.option("--time", metavar="COLUMN", help="Column of the time.")
@click.option("--event", metavar="COLUMN", help="Column of the event's name.")
@click.option("--url", metavar="COLUMN", help="Column of the page's URL or path.")
@click.option("--session", metavar="COLUMN", help="Column of the session id.")
@click.option("--order-by", metavar="COLUMN", help="Column that orders events of one moment.")
@click.option(
    "--reader", "--format", "reader", metavar="NAME", help="Reader to use instead of guessing."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML file that says which column is what; see docs/readers.md.",
)
@click.option(
    "--log-format",
    metavar="FORMAT",
    help="Apache's LogFormat or nginx's log_format, as configured; or combined, haproxy, s3.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of the files, if it is not UTF-8.")
@click.option(
    "--idle-timeout",
    default="30m",
    show_default=True,
    metavar="DURATION",
    help="A longer silence starts a new session, where the export has no session ids.",
)
@click.option(
    "-k",
    "--floor",
    default=5,
    show_default=True,
    type=click.IntRange(1),
    help="Leave out what fewer than so many users did.",
)
@click.option(
    "--max-refused",
    default=0.1,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Stop when a larger share of rows cannot be read.",
)
@click.option("--memory", metavar="SIZE", help="Memory for the data, such as 1GB; more spills.")
@click.option("--threads", type=click.IntRange(1), help="Threads to use; all cores otherwise.")
@click.option("--keep-bots", is_flag=True, help="Count well-known bots, too.")
@click.option("--keep-assets", is_flag=True, help="Count static assets, too.")
@click.option("--explain-privacy", is_flag=True, help="Say which personal data was left behind.")
@click.option("--explain", is_flag=True, help="Show how the export is read, and mine nothing.")
@output_options
def command(
    out: Output,
    /,
    exports: tuple[Path, ...],
    target: Path,
    *,
    user: str | None,
    time: str | None,
    event: str | None,
    url: str | None,
    session: str | None,
    order_by: str | None,
    reader: str | None,
    mapping: Path | None,
    log_format: str | None,
    encoding: str | None,
    idle_timeout: str,
    floor: int,
    max_refused: float,
    memory: str | None,
    threads: int | None,
    keep_bots: bool,
    keep_assets: bool,
    explain_privacy: bool,
    explain: bool,
) -> None:
    """Turn production EXPORTS into a navigation model.

    Reads tables (CSV, TSV, JSON, Parquet), the exports of analytics (Segment, PostHog, GA4,
    Amplitude, Mixpanel, Snowplow, Matomo), access logs and HAR; from files, folders and zip
    archives, gzipped or not, and from standard input (`-`). The format and the columns are
    recognised; name them where the guess is wrong.
    """
    from journeys.durations import parse_duration
    from journeys.errors import InputError
    from journeys_mining.mine import mine
    from journeys_mining.options import MiningOptions

    options = MiningOptions(
        user=user,
        time=time,
        event=event,
        url=url,
        session=session,
        ordinal=order_by,
        reader=reader,
        mapping=mapping,
        log_format=log_format,
        encoding=encoding,
        idle_timeout_s=parse_duration(idle_timeout, where="--idle-timeout"),
        floor=floor,
        max_refused_share=max_refused,
        memory=memory,
        threads=threads,
        keep_bots=keep_bots,
        keep_assets=keep_assets,
    )
    if explain:
        from journeys.cli.reading_summary import print_reading, reading_json
        from journeys_mining.explaining import explain_reading

        explanation = explain_reading(exports, options, lambda _: None)
        print_reading(explanation, out)
        out.data(reading_json(explanation))
        return
    if not target.parent.is_dir():
        raise InputError(
            "there is no such folder to write the model to",
            where=str(target.parent),
            remedy="make it, or choose another file with --output",
        )
    with out.progress() as progress:
        task = progress.add_task("mining", total=None, note="")
        mined = mine(exports, options, lambda stage: progress.update(task, description=stage))
    mined.model.save(target)
    from journeys.cli.mining_summary import print_mining, report_json

    print_mining(mined.report, out)
    if explain_privacy:
        from journeys.cli.privacy_summary import print_privacy

        print_privacy(mined.model, mined.report, out)
    out.say(f"\nmodel {mined.model.digest} written to {target}")
    out.say(f"next: journeys generate {target} --into journey_suite")
    out.data(report_json(mined.report) | {"model": mined.model.digest, "path": str(target)})
