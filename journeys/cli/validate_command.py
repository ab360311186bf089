"""`journeys validate`: check files before a nightly run does."""

from pathlib import Path

import click

from journeys.cli.output import Output, output_options


@click.command(
    "validate",
    epilog="""\b
Examples:
  journeys validate journey_suite
  journeys validate model.json journeys.yaml journey_suite/overrides/mine.yaml""",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_options
def command(out: Output, /, paths: tuple[Path, ...]) -> int:
    """Check PATHS: suites (folders), models, scenarios, bindings and settings.

    Every fault of every file is told, each with its place.
    """
    from journeys.errors import ExitCode, FaultyFileError, InputError

    results = []
    for path in paths:
        try:
            what = _check(path)
        except InputError as error:
            out.console.print(str(error), markup=False, highlight=False, soft_wrap=True)
            faults = error.faults if isinstance(error, FaultyFileError) else ()
            results.append(
                {
                    "path": str(path),
                    "ok": False,
                    "what": error.what,
                    "faults": [{"path": one.path, "message": one.message} for one in faults],
                }
            )
        else:
            out.say(f"{path}: {what}")
            results.append({"path": str(path), "ok": True, "what": what, "faults": []})
    out.data(results)
    return ExitCode.OK if all(one["ok"] for one in results) else ExitCode.INPUT


def _check(path: Path) -> str:
    from journeys.checked_yaml import read_yaml
    from journeys.config import CONFIG_FILE, QUARANTINE_FILE, read_config, replay_defaults
    from journeys.config_sections import QuarantineFile
    from journeys.page_parts.figures import counted
    from journeys.suite.layout import BINDINGS
    from journeys.suite.loading import load_suite
    from journeys_mining.model.model_file import load_model
    from journeys_runners.bindings.bindings import load_bindings

    if path.is_dir():
        suite, _ = load_suite(path)
        known = [step.action for one in suite.journeys for step in one.steps]
        unused = load_bindings(path / BINDINGS).unused(known)
        notes = "".join(f"\n  {BINDINGS}: no journey has the action {one!r}" for one in unused)
        notes += "".join(f"\n  {one} breaks a guard and is left out" for one in suite.left_out)
        return f"a suite of {len(suite.journeys)} journeys{notes}"
    if path.suffix == ".json":
        return f"a model of {len(load_model(path).actions)} actions"
    if path.name == CONFIG_FILE:
        replay_defaults(path)
        config = read_config(path)
        parts = (
            (config.destructive.refuse, "refused action"),
            (config.destructive.allow, "allowed action"),
            (config.quarantine, "quarantined failure"),
        )
        return ", ".join(["settings", *(counted(len(has), what) for has, what in parts if has)])
    if path.name == QUARANTINE_FILE:
        count = len(read_yaml(path, QuarantineFile).quarantine)
        return counted(count, "quarantined failure")
    return _check_own(path)


def _check_own(path: Path) -> str:
    """A file that people write into a suite."""
    from journeys.checked_yaml import read_yaml
    from journeys.scenario_yaml import load_scenario
    from journeys.suite.layout import BINDINGS
    from journeys_mining.guards.overrides import GUARDS_FILE, GuardsFile
    from journeys_runners.bindings.bindings import load_bindings

    if path.name == GUARDS_FILE.name:
        content = read_yaml(path, GuardsFile)
        return f"guards: {len(content.drop)} to drop, {len(content.add)} to add"
    if path.name == BINDINGS:
        load_bindings(path)
        return "bindings"
    return f"a scenario of {len(load_scenario(path).steps)} steps"
