"""Makes of a project's settings what a replay needs: who visits, hooks, data, what is masked."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from journeys.config import CONFIG_FILE, ConfigFile
from journeys.config_sections import DataSource, Hook, HooksSection, IdentitySection
from journeys.durations import parse_duration
from journeys.errors import InputError
from journeys_runners.commands import run_command
from journeys_runners.destructive import Destructive
from journeys_runners.hooks import Hooks
from journeys_runners.identity.accounts import Identity, IdentityPool
from journeys_runners.identity.storage_state import load_storage_state
from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.values.data_pool import DataPool, DataRows

_DATA_TIMEOUT_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSetup:
    """What surrounds a run."""

    identities: IdentityPool
    data: DataPool
    hooks: Hooks
    secrets: SecretValues
    may_register: bool
    destructive: Destructive


def setup_of(config: ConfigFile, *, runner: str) -> RunSetup:
    """The surroundings that the settings describe; commands that print data are run.

    Raises
    ------
    InputError
        A file is missing or is not what it should be, or a command fails.
    """
    secrets = SecretValues.of_environment()
    identities = tuple(_identities(config.identity, runner))
    return RunSetup(
        identities=IdentityPool(identities, secrets),
        data=DataPool(
            sources=tuple(
                DataRows(rows=_rows(one, f"$.data[{index}]", secrets), template=one.template)
                for index, one in enumerate(config.data)
            )
        ),
        hooks=_hooks(config.hooks),
        secrets=secrets,
        may_register=config.identity.may_register,
        destructive=Destructive(refuse=config.destructive.refuse, allow=config.destructive.allow),
    )


def _identities(section: IdentitySection, runner: str) -> Iterator[Identity]:
    waits = section.when == "needed"
    if form := section.form:
        for index, fields in enumerate(form.pool):
            yield Identity(
                where=f"identity.form.pool[{index}]",
                page=form.page,
                fields=tuple((name, str(value)) for name, value in fields.items()),
                waits_to_be_asked=waits,
            )
    if header := section.header:
        for index, token in enumerate(header.tokens):
            value = header.value.replace("{output}", token)
            where = f"identity.header.tokens[{index}]"
            yield Identity(where=where, headers=((header.name, value),))
        for index, command in enumerate(header.commands):
            yield Identity(
                where=f"identity.header.commands[{index}]",
                headers=((header.name, header.value),),
                token_command=command,
                lifetime_s=parse_duration(header.lifetime),
            )
    for index, file in enumerate(section.storage_state):
        yield _with_state(Path(file), f"identity.storage_state[{index}]", runner)
    if section.sign_up:
        yield Identity(
            where="identity.sign_up",
            page=section.sign_up.page,
            fields=tuple((name, str(value)) for name, value in section.sign_up.fields.items()),
            is_new=True,
            waits_to_be_asked=waits,
        )


def _with_state(path: Path, where: str, runner: str) -> Identity:
    state = load_storage_state(path)
    if runner == "http" and not state["cookies"]:
        raise InputError(
            "it has no cookies, only what scripts keep in the browser",
            where=str(path),
            remedy="replay with --runner browser, or give the token in identity.header",
        )
    return Identity(where=where, storage_state=state)


def _hooks(section: HooksSection) -> Hooks:
    return Hooks(
        before_run=_texts(section.before_run),
        after_run=_texts(section.after_run),
        before_journey=_texts(section.before_journey),
        after_journey=_texts(section.after_journey),
        timeout_s=parse_duration(section.timeout),
    )


def _texts(hook: Hook) -> tuple[str, ...]:
    return (hook,) if isinstance(hook, str) else tuple(hook)


def _rows(source: DataSource, where: str, secrets: SecretValues) -> tuple[Mapping[str, str], ...]:
    if source.values:
        return tuple({key: str(one) for key, one in row.items()} for row in source.values)
    if source.csv:
        try:
            text = Path(source.csv).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", where=source.csv) from error
        return _parsed(text, source.csv)
    assert source.command is not None
    done = run_command(source.command, timeout_s=_DATA_TIMEOUT_S)
    if done.fault:
        raise InputError(
            secrets.text(f"the command {source.command} gave no data: {done.fault}"),
            where=f"{CONFIG_FILE} {where}",
            remedy="run it by hand; it should print CSV with the slots' names in its first line",
        )
    return _parsed(done.output, f"{CONFIG_FILE} {where}")


def _parsed(text: str, where: str) -> tuple[Mapping[str, str], ...]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        rows = list(reader)
        names: Sequence[str] = reader.fieldnames or ()
    except csv.Error as error:
        raise InputError(f"line {reader.line_num} is not CSV: {error}", where=where) from error
    for index, row in enumerate(rows):
        # Too long a row has its rest under None, too short a one has None as values.
        if None in row or None in row.values():
            raise InputError(
                f"row {index + 1} has not {len(names)} values, as the first line has names",
                where=where,
            )
    if not rows:
        raise InputError("there is no row of values", where=where)
    return tuple({key.strip(): value for key, value in row.items()} for row in rows)
