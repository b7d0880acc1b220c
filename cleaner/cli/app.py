"""The commands. Each has its own module."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner.cli import doctor, folder, info, latest, page, report, rules, scale, schedule, urls, warc
from cleaner.cli import run as job
from cleaner.version import package_version

HELP = """Raw pages in, clean article text with metadata out.

\b
  cleaner page article.html                    one page to stdout
  cleaner folder saved/ -o articles.jsonl      a folder of saved pages
  cleaner urls list.txt -o articles.jsonl      URLs, fetched politely
  cleaner warc crawl.warc.gz -o articles.jsonl pages of web archives
  cleaner run -c job.yaml                      a job for cron or systemd
"""

app = typer.Typer(
    name="cleaner", help=HELP, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {package_version()}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Clean web pages: the text and metadata of articles, without the chrome of their sites."""


app.command("page")(page.run)
app.command("folder")(folder.run)
app.command("urls", short_help="Fetch a list of URLs politely and clean the pages.")(urls.run)
app.command("warc", short_help="Clean the pages of web archives.")(warc.run)
app.command("scale", short_help="Clean whole archives on many machines (Ray Data).")(scale.run)
app.command("run", short_help="Run the scheduled job of a configuration.")(job.run)
app.command("schedule", short_help="Print a crontab line or systemd units for the job.")(schedule.run)
app.command("report", short_help="Write a report of what was kept and removed.")(report.run)
app.command("latest", short_help="Write the newest record of each page.")(latest.run)
app.command("doctor", short_help="Check the installation and the scheduled job.")(doctor.run)
app.command("schema")(info.schema)
app.add_typer(rules.rules_app, name="rules", short_help="List the rules, try the rules of a site, or suggest some.")
app.add_typer(info.config_app, name="config", short_help="Print the configuration in force.")
