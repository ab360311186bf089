"""Sections of `journeys.yaml` beside the options of `journeys replay`: who visits, what prepares
the environment, which data it has, and which failures are known."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from journeys.checked_yaml import CheckedModel
from journeys.durations import parse_duration
from journeys.errors import InputError


def _checked_duration(text: str) -> str:
    try:
        parse_duration(text)
    except InputError as error:
        raise ValueError(f"{error.what}: write a number and a unit, such as 30s") from None
    return text


Duration = Annotated[str, AfterValidator(_checked_duration)]
Texts = dict[str, str | int | float]


class FormLogin(CheckedModel):
    """Accounts that sign in by a form; one of the pool for each journey at a time."""

    page: Annotated[str, Field(pattern="^/")]
    """Path of the page with the form, below the base URL."""
    pool: Annotated[tuple[Texts, ...], Field(min_length=1)]
    """For each account, what to write into which field of the form, by the fields' names."""


class HeaderLogin(CheckedModel):
    """Accounts that are known by a header, such as a bearer token."""

    name: Annotated[str, Field(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")] = "Authorization"
    value: str = "Bearer {output}"
    """`{output}` is what the command prints, or the entry of `tokens`."""
    commands: tuple[str, ...] = ()
    """One for each account; run when the account is first needed, and again after `lifetime`."""
    tokens: tuple[str, ...] = ()
    lifetime: Duration = "10m"

    @model_validator(mode="after")
    def _has_accounts(self) -> "HeaderLogin":
        if bool(self.commands) == bool(self.tokens):
            raise ValueError("give either `commands` or `tokens`, one for each account")
        return self


class SignUp(CheckedModel):
    """A new account for each journey, made by the application's own registration form."""

    page: Annotated[str, Field(pattern="^/")]
    fields: Texts = Field(default_factory=dict)
    """What to write into which field; the others are invented."""


class IdentitySection(CheckedModel):
    """How a journey gets its identity."""

    form: FormLogin | None = None
    header: HeaderLogin | None = None
    storage_state: tuple[str, ...] = ()
    """Files of Playwright's `--save-storage`, one for each account."""
    sign_up: SignUp | None = None
    when: Literal["first", "needed"] = "first"
    """Sign in or up before the first step, or only where the application asks for it."""
    may_register: bool = True
    """Whether a visitor without an account may make one where the application asks for one."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> "IdentitySection":
        given = [self.form, self.header, self.storage_state, self.sign_up]
        if sum(map(bool, given)) > 1:
            raise ValueError("give one of form, header, storage_state and sign_up")
        if self.sign_up and not self.may_register:
            raise ValueError("`sign_up` makes accounts, which `may_register: false` forbids")
        return self


Hook = str | tuple[str, ...]


class HooksSection(CheckedModel):
    """What seeds and cleans data: a command, or a Python function as `module:name`."""

    before_run: Hook = ()
    after_run: Hook = ()
    before_journey: Hook = ()
    after_journey: Hook = ()
    timeout: Duration = "1m"


def _checked_pattern(text: str) -> str:
    method, _, path = text.partition(" ")
    if path.startswith(("/", "*")) and method.isalpha() and method not in _METHODS:
        raise ValueError(
            f"{method!r} is no method of an action: write one of {', '.join(_METHODS)}, or the "
            "path alone for all of them"
        )
    return text


_METHODS: Final = ("view", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_checked_pattern)]


def _checked_error(text: str) -> str:
    if not text.strip("* \t\n"):
        raise ValueError(
            "this would accept every error: write a part of the message that is to be accepted"
        )
    return text


ErrorPattern = Annotated[
    str, AfterValidator(_checked_error), Field(json_schema_extra={"pattern": r"[^*\s]"})
]


class DestructiveSection(CheckedModel):
    """What journeys and learning may not do on staging, and what they may do all the same.

    Each is an action, or a URL template for every request to it; `*` stands for anything.
    """

    refuse: tuple[Pattern, ...] = ()
    """Never sent, whatever leads to it, bindings included."""
    allow: tuple[Pattern, ...] = ()
    """Performed although it deletes something."""


class DataSource(CheckedModel):
    """Values of this environment for slots and form fields; each row belongs together."""

    values: tuple[Texts, ...] = ()
    csv: str | None = None
    """A file with the slots' names in its first line."""
    command: str | None = None
    """Prints what such a file holds."""
    template: str | None = None
    """Only for actions with this URL template."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> "DataSource":
        if sum(map(bool, (self.values, self.csv, self.command))) != 1:
            raise ValueError("give one of values, csv and command")
        return self


class QuarantineItem(CheckedModel):
    """A known failure that does not make a run red."""

    journey: str | None = None
    """Id of the journey; `*` stands for anything."""
    action: str | None = None
    """Action of the step that fails."""
    reason: Annotated[str, Field(min_length=1)]
    until: date
    """The last day on which it counts."""

    @model_validator(mode="after")
    def _names_something(self) -> "QuarantineItem":
        if not (self.journey or self.action):
            raise ValueError("say which `journey` or `action` is meant")
        return self


class QuarantineFile(CheckedModel):
    """The content of `quarantine.yaml`."""

    quarantine: tuple[QuarantineItem, ...] = ()
