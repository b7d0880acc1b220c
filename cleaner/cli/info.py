"""Commands that print the record's schema and the configuration in force."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cleaner.cli.console import ConfigOption, SetOption, validated_settings

config_app = typer.Typer(help="Show the configuration.", no_args_is_help=True)


def schema() -> None:
    """Print the JSON Schema of the records."""
    from cleaner.schema import schema as record_schema

    typer.echo(json.dumps(record_schema(), indent=2))


@config_app.command("show")
def show(
    config: ConfigOption = None,
    sets: SetOption = None,
    origin: Annotated[bool, typer.Option("--origin", help="Show where each value comes from.")] = False,
) -> None:
    """Print the configuration in force, all layers merged."""
    import yaml

    merged = validated_settings(config, sets)
    if not origin:
        typer.echo(yaml.safe_dump(merged.model_dump(mode="json"), sort_keys=False, allow_unicode=True).rstrip())
        return
    from cleaner.config import origins

    overrides = {pair.partition("=")[0]: pair.partition("=")[2] for pair in sets or []}
    where = origins(config, overrides=overrides)
    for section, values in merged.model_dump(mode="json").items():
        for key, value in values.items():
            name = f"{section}.{key}"
            typer.echo(f"{name}: {json.dumps(value)}  # {where.get(name, 'built in')}")
