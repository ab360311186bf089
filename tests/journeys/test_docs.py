"""Documents against code: what they name must exist, what exists must be named."""

import re
from pathlib import Path

import click
import pytest
import yaml

from journeys.cli import COMMANDS, cli
from journeys.cli.init_command import _TEMPLATE
from journeys.config import ConfigFile, ReplaySettings
from journeys.errors import ExitCode
from journeys.schemas import SCHEMAS, schema_text
from journeys.verdict import Cause, Verdict

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *(ROOT / name / "README.md" for name in ("mining", "runners", "sample_data")),
]


def commands_in(text: str) -> list[list[str]]:
    lines = re.findall(r"^    (?:\$ )?(journeys [^#\n]*)", text, flags=re.MULTILINE)
    return [line.split() for line in lines]


@pytest.mark.parametrize("words", commands_in(README), ids=" ".join)
def test_every_command_in_the_readme_exists_with_its_options(words: list[str]) -> None:
    command = cli.get_command(click.Context(cli), words[1])
    assert command is not None
    known = {option for one in command.params for option in one.opts}
    assert [word for word in words if word.startswith("-") and word not in known] == []


def test_the_exit_codes_in_the_readme_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)
    assert [int(row) for row in rows] == [code.value for code in ExitCode]


def test_the_make_targets_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(
            r"^    make ([a-z]+)", document.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert {"demo", "test", "check"} <= named
    assert all(re.search(rf"^{name}:", makefile, flags=re.MULTILINE) for name in named)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "docs/verdicts.md"])
def test_every_module_that_is_named_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w/.]+\.py)`", text))
    modules = [
        f"/{path.relative_to(ROOT)}"
        for folder in ("journeys", "mining", "runners")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert [name for name in names if not any(one.endswith(f"/{name}") for one in modules)] == []


def test_every_cause_is_explained_under_its_verdict() -> None:
    text = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    failed, inconclusive = text.split("## Inconclusive: the environment")
    headings = re.findall(r"^### (.+)$", failed, flags=re.MULTILINE)
    rows = re.findall(r"^\| ([\w, ]+) \|", inconclusive, flags=re.MULTILINE)
    assert ({one for line in headings for one in line.split(", ")}) == {
        cause.value for cause in Cause if cause.verdict is Verdict.FAILED
    }
    assert ({one for line in rows for one in line.split(", ")} - {"cause"}) == {
        cause.value for cause in Cause if cause.verdict is Verdict.INCONCLUSIVE
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_json_schemas_are_up_to_date(name: str) -> None:
    """`make schemas` writes them."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == schema_text(name)


def test_the_settings_in_the_documents_are_settings() -> None:
    nightly = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", nightly, re.DOTALL)]
    settings = [one for one in blocks if "jobs" not in one]
    assert {key for one in settings for key in one} == set(ConfigFile.model_fields) - {"replay"}
    for one in settings:
        ConfigFile.model_validate(one)
    template = re.sub(r"(?m)^#([a-z-]|  )", r"\1", _TEMPLATE.format(base_url="http://a.test"))
    shown = ConfigFile.model_validate(yaml.safe_load(template)).replay
    assert shown.model_fields_set == set(ReplaySettings.model_fields)
    assert (shown.trace_mode, shown.screenshot) == ("off", "only-on-failure")


def test_every_command_is_in_the_readme() -> None:
    named = {words[1] for words in commands_in(README)} | set(
        re.findall(r"`journeys (\w+)", README)
    )
    assert set(COMMANDS) - named <= {"completion"}
