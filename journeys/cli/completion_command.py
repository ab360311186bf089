"""`journeys completion`: print the shell completion script."""

import click


@click.command(
    "completion",
    epilog="""\b
Examples:
  journeys completion bash >> ~/.bashrc
  journeys completion zsh >> ~/.zshrc
  journeys completion fish > ~/.config/fish/completions/journeys.fish""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes journeys' commands and options in your shell."""
    from click.shell_completion import get_completion_class

    from journeys.cli import cli

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(completion(cli, {}, "journeys", "_JOURNEYS_COMPLETE").source())
