"""What commands share: the sources they take, how they load them, and how they show progress."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caseness.checks.assumed import Stated
from caseness.interrupts import heed
from caseness.sources.published import Published, default_cache, headline, load
from caseness.sources.records import STATISTICS, Records, holds_tables, is_address, open_records
from caseness.sources.spend_table import SpendTable, read_spend
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Progress = Callable[[str, int, int], None]


def record_source(_context: click.Context, _argument: click.Parameter, value: str) -> Path | str:
    """Where an extract is: a folder as a path, or the address of a database as it was typed."""
    return value if is_address(value) else Path(value)


def _any_sources(context: click.Context, argument: click.Parameter, values: tuple[str, ...]) -> tuple[Path | str, ...]:
    return tuple(record_source(context, argument, value) for value in values)


def takes_sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its SOURCE arguments, files and folders, and the options of reading them."""
    return click.argument("source", nargs=-1, type=click.Path(path_type=Path))(_takes_reading_options(command))


def takes_any_sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command SOURCE arguments that may be addresses of databases too, and the options of reading them."""
    return click.argument("source", nargs=-1, callback=_any_sources)(_takes_reading_options(command))


def _takes_reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--quiet`` and ``--no-cache``."""
    for option in (
        click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only."),
        click.option("--no-cache", is_flag=True, help="Read the files anew and keep no copy of what was read."),
    ):
        command = option(command)
    return command


def load_published(source: tuple[Path, ...], *, quiet: bool, cache: bool) -> Published:
    """The published statistics in ``source``; with none, the headline series that comes with the program."""
    if not source:
        return headline()
    with progress_bar(quiet, "Reading") as progress:
        return load(source, cache=default_cache() if cache else None, progress=progress)


@contextmanager
def load_sources(source: tuple[Path | str, ...], *, quiet: bool, cache: bool) -> Iterator[list[Published | Records]]:
    """What is in ``source``: published statistics, an extract of records, or both; with none, the headline series.

    The address of a database is that of an extract, and a folder with a file named after a table of the data set is one.
    Published statistics in its folder ``published`` are read with it.
    """
    extracts = [one for one in source if isinstance(one, str) or holds_tables(one)]
    others = [one for one in source if isinstance(one, Path) and one not in extracts]
    inside = [one / STATISTICS for one in extracts if isinstance(one, Path)]
    others += [folder for folder in inside if folder.is_dir() and folder not in others]
    loaded: list[Published | Records] = []
    if others or not source:
        loaded.append(load_published(tuple(others), quiet=quiet, cache=cache))
    with ExitStack() as opened:
        for extract in extracts:
            with progress_bar(quiet, "Reading") as progress:
                loaded.append(opened.enter_context(open_records(extract, progress=progress)))
        yield loaded


def takes_spend(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--spend``."""
    return click.option(
        "--spend",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A table of what providers spent: org_code,period,amount,scope,source.",
    )(command)


def load_spend(file: Path | None, sources: Sequence[Published | Records]) -> list[SpendTable]:
    """The table of spending in ``file``, if one is given; organisations in the sources are known to it."""
    return (
        []
        if file is None
        else [read_spend(file, known={code for source in sources for code in _organisations(source)})]
    )


def _organisations(source: Published | Records) -> Sequence[str]:
    """The codes of all organisations that a source names."""
    if isinstance(source, Records):
        return source.providers
    return [code for code in source.figures.org_code.to_pyarrow().unique().to_pylist() if code]


def takes_assumptions(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--assumptions``."""
    return click.option(
        "--assumptions",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A TOML file with assumptions of your own on value for money.",
    )(command)


def load_assumptions(file: Path | None) -> list[Stated]:
    """The file of assumptions, if one is given. Raises `InputRefused` for the first fault in it."""
    return [] if file is None else [Stated(file)]


@contextmanager
def progress_bar(quiet: bool, verb: str) -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere. At each step an interrupt is heeded."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: heed()
        heed()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[what]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None, what="")

        def step(what: str, done: int, of: int) -> None:
            heed()
            bar.update(task, completed=done, total=of, what=what)

        yield step
    heed()


def how_many(number: int, thing: str) -> str:
    """``1 check``, ``3 checks``."""
    return f"{count(number)} {thing}{'' if number == 1 else 's'}"
