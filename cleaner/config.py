"""The configuration: one frozen tree of settings, read from YAML, the environment and flags, validated by pydantic.

A later layer overrides an earlier one: shipped ``config.yaml`` < the file of ``-c`` or ``CLEANER_CONFIG`` < environment
variables (``CLEANER_FETCH__TIMEOUT=20``) < flags (``--set fetch.timeout=20`` and the named ones). In a file, a key may
be written as ``fetch.timeout: 20`` instead of under its section. An unknown key is an error, and the message suggests
the nearest known key.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cleaner.errors import ConfigError, named, without_null
from cleaner.settings import ENV_PREFIX, HASHED, PlainSettings, digest_of
from cleaner.shipped import parse, parse_file, settings_file
from cleaner.vocabulary import PageKind, Preference, SinkKind, Use

# Errors of pydantic in words of YAML.
WHOLE, NUMBER, TRUTH = "must be a whole number", "must be a number", "must be true or false"
PLAIN = {
    "tuple_type": "must be a list, such as [a, b]", "model_type": "must be a mapping, such as {key: value}",
    "string_type": "must be text", "missing": "is missing", "extra_forbidden": "unknown key",
    "int_parsing": WHOLE, "int_type": WHOLE, "int_from_float": WHOLE, "float_parsing": NUMBER, "float_type": NUMBER,
    "bool_parsing": TRUTH, "bool_type": TRUTH,
}  # fmt: skip


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)
    _no_null = field_validator("*", mode="before")(without_null)


class CleanSettings(Section):
    """How a page is read and judged."""

    mode: Literal["fast", "trafilatura"] = "fast"
    prefer: Preference = "balanced"
    kind: PageKind | None = None
    language: str | None = None
    keep_comments: bool = False
    comments: Literal["drop", "field"] = "drop"
    max_loss: float = Field(0.4, ge=0, le=1)
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sites_dir: Path | None = None
    url_dates: bool = True
    max_bytes: int = Field(20_000_000, gt=0)
    weights: Path | None = None
    links: bool = True
    images: bool = False
    blocks: bool = False

    @field_validator("mode", mode="before")
    @classmethod
    def _is_there(cls, mode: object) -> object:
        if mode == "careful":
            raise ValueError("careful was removed, because it gained nothing; remove the key, or use fast")
        return mode

    @model_validator(mode="after")
    def _one_place_for_comments(self) -> Self:
        if self.keep_comments and self.comments == "field":
            raise ValueError("keep_comments leaves comments in the text, comments: field takes them out; choose one")
        return self


class FetchSettings(Section):
    """How pages are fetched. Times are in seconds, sizes in bytes."""

    contact: str | None = None
    user_agent: str | None = None
    respect_robots: bool = True
    allow_private: bool = False
    delay: float = Field(2.0, ge=0)
    max_crawl_delay: float = Field(60.0, ge=0)
    hosts: int = Field(8, ge=1)
    connect_timeout: float = Field(10.0, gt=0)
    read_timeout: float = Field(15.0, gt=0)
    timeout: float = Field(60.0, gt=0)
    min_rate: int = Field(1024, ge=0)
    max_wire_bytes: int = Field(20_000_000, gt=0)
    max_body_bytes: int = Field(20_000_000, gt=0)
    max_redirects: int = Field(10, ge=0)
    retries: int = Field(2, ge=0)
    max_retry_after: float = Field(3600.0, ge=0)
    host_failures: int = Field(5, ge=1)
    keep_raw: bool = False
    honour_usage: tuple[Use, ...] = ()
    tdmrep: bool = False
    render: Literal["never", "when-empty", "always"] = "never"

    @field_validator("contact", "user_agent")
    @classmethod
    def _fits_a_header(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.isprintable()):
            raise ValueError("goes into a header of HTTP: printable ASCII characters on one line only")
        return value


class BrowserSettings(Section):
    """The browser that renders pages if fetch.render asks for it. Times are in seconds, memory in MiB."""

    path: str | None = None
    pages: int = Field(2, ge=1, le=64)
    page_seconds: float = Field(20.0, gt=0, le=300)
    page_requests: int = Field(200, ge=1)
    page_bytes: int = Field(30_000_000, gt=0)
    page_memory: int = Field(1024, ge=128)
    run_bytes: int = Field(5_000_000_000, gt=0)
    run_seconds: float = Field(86_400.0, gt=0)


class BatchSettings(Section):
    """How many pages are processed at the same time, and the limits of each. Memory is in MiB, time in CPU seconds."""

    workers: int = Field(0, ge=0, le=4096)
    page_seconds: float = Field(30.0, gt=0)
    page_memory: int = Field(1024, ge=64)
    recycle_after: int = Field(2_000, ge=1)


class SourceSettings(Section):
    """One source of the scheduled job: its kind and its location."""

    kind: Literal["urls", "folder", "feed", "sitemap"]
    location: str = Field(min_length=1)


class SinkSettings(Section):
    """One output of the scheduled job."""

    kind: SinkKind = "jsonl"
    path: Path
    rotate: Literal["none", "day"] = "none"
    _named = field_validator("path", mode="before")(named)


class RunSettings(Section):
    """The scheduled job."""

    sources: tuple[SourceSettings, ...] = ()
    sinks: tuple[SinkSettings, ...] = ()
    state_dir: Path | None = None
    deadline: float | None = Field(None, gt=0)
    health_file: Path | None = None
    _named = field_validator("state_dir", "health_file", mode="before")(named)


class TemplateSettings(Section):
    """When a block that recurs across pages of a host counts as chrome."""

    enabled: bool = True
    min_pages: int = Field(4, ge=2)
    min_share: float = Field(0.4, gt=0, le=1)


class DuplicateSettings(Section):
    """When two records count as near duplicates."""

    enabled: bool = True
    threshold: float = Field(0.8, gt=0, le=1)


class Config(Section):
    """The whole configuration."""

    clean: CleanSettings = CleanSettings()  # type: ignore[call-arg]
    fetch: FetchSettings = FetchSettings()  # type: ignore[call-arg]
    browser: BrowserSettings = BrowserSettings()  # type: ignore[call-arg]
    batch: BatchSettings = BatchSettings()  # type: ignore[call-arg]
    run: RunSettings = RunSettings()  # type: ignore[call-arg]
    template: TemplateSettings = TemplateSettings()  # type: ignore[call-arg]
    duplicates: DuplicateSettings = DuplicateSettings()  # type: ignore[call-arg]

    def __init__(self, **sections: Any) -> None:  # noqa: ANN401
        """Take sections by name, each as a section or as a dict. Raises ConfigError."""
        layer = {name: given for name, given in sections.items() if not isinstance(given, Section)}
        _check_keys("config", layer)
        try:
            super().__init__(**sections)
        except ValidationError as error:
            raise ConfigError(_explain(error, [("config", layer)])) from error

    def digest(self) -> str:
        """Twelve hex digits that change when a setting that can change a cleaned record changes."""
        return digest_of({name: getattr(self, name).model_dump(mode="json") for name in HASHED})


@cache
def default_config() -> Config:
    """The configuration of the built-in defaults, without any file or environment variable."""
    return Config()


def load_config(
    path: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Config:
    """Merge all layers into one configuration.

    ``overrides`` maps dotted keys (``fetch.timeout``) to values. Raises ConfigError with one line that names the file,
    the key and, for an unknown key, the nearest known one.
    """
    file = Path(path) if path is not None else None
    return _resolve_paths(_merged([*_layers(file, os.environ if env is None else env, overrides or {})]), file)


def as_config(given: object) -> Config:
    """The configuration for an argument: a Config, None for the defaults, or a dict that changes some defaults.

    Keys may be dotted (``{"clean.links": False}``) or be under their section. Neither a file nor the environment is
    read. Raises ConfigError for invalid keys and values, TypeError for another type.
    """
    if given is None:
        return default_config()
    if isinstance(given, Config):
        return given
    if isinstance(given, PlainSettings):  # of a command that nobody set anything for
        return cast("Config", given)
    if isinstance(given, Mapping):
        layer: dict[str, Any] = {}
        for key, value in given.items():
            one: dict[str, Any] = {}
            _put(one, str(key), dict(value) if isinstance(value, Mapping) else value)
            _merge(layer, one)
        return _resolve_paths(_merged([("config", layer)]), None)
    hint = "; load_config reads a file" if isinstance(given, str | os.PathLike) else ""
    raise TypeError(f"config must be a Config or a dict of settings, not {type(given).__name__}{hint}")


def _merged(layers: list[tuple[str, dict[str, Any]]]) -> Config:
    merged: dict[str, Any] = {}
    for origin, layer in layers:
        _check_keys(origin, layer)
        _merge(merged, layer)
    try:
        return Config(**merged)
    except ConfigError as error:
        if not isinstance(error.__cause__, ValidationError):
            raise
        raise ConfigError(_explain(error.__cause__, layers)) from None  # with the layer of the value


def origins(
    path: Path | None = None, env: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> dict[str, str]:
    """Map each dotted key that some layer sets to the layer whose value is used."""
    found: dict[str, str] = {}
    for origin, layer in _layers(path, os.environ if env is None else env, overrides or {}):
        found.update(dict.fromkeys(_dotted(layer), origin))
    return found


def _layers(
    path: Path | None, env: Mapping[str, str], overrides: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, Any]]]:
    shipped = settings_file()
    if shipped.exists():
        yield "config.yaml (shipped)", _read(shipped)
    if path is not None:
        yield str(path), _read(path)
    by_env: dict[str, Any] = {}
    for name, value in sorted(env.items()):
        if name.startswith(ENV_PREFIX) and "__" in name:
            _put(by_env, name[len(ENV_PREFIX) :].lower().replace("__", "."), read_value(name, value))
    if by_env:
        yield "environment", by_env
    by_flag: dict[str, Any] = {}
    for key, given in overrides.items():
        _put(by_flag, key, given)
    if by_flag:
        yield "command line", by_flag


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = parse_file(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the configuration: {error.strerror}") from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: the top level must be a mapping of sections, not {type(loaded).__name__}")
    given = {str(key): value for key, value in loaded.items()}
    tree = {key: value for key, value in given.items() if "." not in key}
    for key in sorted(given.keys() - tree.keys()):
        section, _, name = key.partition(".")
        if tree.get(section, {}) is None:
            tree[section] = {}  # an empty section
        if isinstance(tree.get(section), dict) and name in tree[section]:
            raise ConfigError(f"{path}: the key {key!r} is there twice")
        _put(tree, key, given[key])
    return tree


def read_value(name: str, text: str) -> object:
    """The value of a flag or a variable. Raises ConfigError that names it."""
    try:
        return parse(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{name}: not a YAML value: {getattr(error, 'problem', None) or error}") from None


def _put(tree: dict[str, Any], dotted: str, value: object) -> None:
    *parents, last = dotted.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
        if not isinstance(tree, dict):
            raise ConfigError(f"{dotted}: {parent} is set both to a value and to a section")
    tree[last] = value


def _merge(base: dict[str, Any], layer: Mapping[str, Any]) -> None:
    for key, value in layer.items():
        if value is None and isinstance(base.get(key), dict):
            continue  # an empty section
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = dict(value) if isinstance(value, dict) else value


def _dotted(layer: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in layer.items():
        yield from _dotted(value, f"{prefix}{key}.") if isinstance(value, dict) else [f"{prefix}{key}"]


def known_keys() -> dict[str, type[Section]]:
    """Every section of the configuration by name."""
    kinds = {name: info.annotation for name, info in Config.model_fields.items()}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Section)}


def _check_keys(origin: str, layer: Mapping[str, Any]) -> None:
    sections = known_keys()
    every = {f"{name}.{key}" for name, model in sections.items() for key in model.model_fields}
    for name, value in layer.items():
        if name not in sections:
            near = [key for key in every if key.endswith(f".{name}")] or sections
            raise ConfigError(f"{origin}: unknown section {name!r}{_suggest(str(name), near)}")
        if value is not None and not isinstance(value, dict):
            raise ConfigError(f"{origin}: {name} must be a mapping of settings, not {type(value).__name__}")
        for key in value or {}:
            if f"{name}.{key}" not in every:
                raise ConfigError(f"{origin}: unknown key {name}.{key}{_suggest(f'{name}.{key}', every)}")


def _suggest(word: str, known: object) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)  # type: ignore[call-overload]
    return f"; did you mean {near[0]!r}?" if near else ""


def _explain(error: ValidationError, layers: list[tuple[str, dict[str, Any]]]) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    setting = (origin for origin, layer in reversed(layers) if any(_same_branch(key, one) for one in _dotted(layer)))
    source = next(setting, layers[-1][0])
    said = PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    shown = "" if isinstance(first.get("input"), dict) else f" (given: {first.get('input')!r})"
    return f"{source}: {key}: {said[:1].lower()}{said[1:]}{shown}"


def _same_branch(one: str, other: str) -> bool:
    """Whether one of two dotted keys is under the other, or equal to it."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _resolve_paths(config: Config, path: Path | None) -> Config:
    """Make the relative paths of a configuration file relative to that file, so that cron may start in any folder."""
    base = path.resolve().parent if path else Path.cwd()
    run = config.run
    sinks = tuple(sink.model_copy(update={"path": base / sink.path}) for sink in run.sinks)
    sources = tuple(
        source.model_copy(update={"location": str(base / source.location)})
        if source.kind in ("folder", "urls") and "://" not in source.location
        else source
        for source in run.sources
    )
    run = run.model_copy(update={"sources": sources, "sinks": sinks, **_under(base, run, "state_dir", "health_file")})
    clean = config.clean.model_copy(update=_under(base, config.clean, "sites_dir", "weights"))
    program = config.browser.path or ""
    browser = config.browser.model_copy(update={"path": str(base / program)}) if os.sep in program else config.browser
    return config.model_copy(update={"run": run, "clean": clean, "browser": browser})


def _under(base: Path, section: Section, *names: str) -> dict[str, Path]:
    """The paths that a section sets, relative to ``base``."""
    return {name: base / getattr(section, name) for name in names if getattr(section, name)}
