"""The commands, each in a module of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner import __version__
from cleaner.cli import doctor, folder, info, page, report, scale, schedule, urls, warc
from cleaner.cli import run as job

HELP = """Raw pages in, clean article text with metadata out.

\b
  cleaner page article.html                    one page to stdout
  cleaner folder saved/ -o articles.jsonl      a folder of saved pages
  cleaner urls list.txt -o articles.jsonl      a URL list, fetched politely
  cleaner warc crawl.warc.gz -o articles.jsonl pages of web archives
  cleaner run -c job.yaml                      the scheduled job, for cron or systemd
"""

app = typer.Typer(
    name="cleaner", help=HELP, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hold the options that stand before every command."""


app.command("page")(page.run)
app.command("folder")(folder.run)
app.command("urls")(urls.run)
app.command("warc")(warc.run)
app.command("scale")(scale.run)
app.command("report")(report.run)
app.command("run")(job.run)
app.command("schedule")(schedule.run)
app.command("schema")(info.schema)
app.command("doctor")(doctor.run)
app.add_typer(info.config_app, name="config")
