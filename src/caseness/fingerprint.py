"""Short names for a state of the code and for a definition, so that two audits can tell what changed between them.

`whole` stands for the program, `behind` for the part of it that a check rests on, `definition` for what a finding says
it measures. Equal fingerprints mean equal content; the number itself means nothing.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

    from caseness.checks.finding import Finding

_PACKAGE = "caseness"
_TABLES = (".csv", ".toml")
_NO_CODE = {
    "register.toml",  # each claim's own entry is in the definition of its finding
    "headline.csv",  # an input, with a checksum of its own
}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_FROM_THE_DATA = re.compile(rf"\b(?:{_MONTHS}|{'|'.join(name[:3] for name in _MONTHS.split('|'))})\b|\d[\d,./-]*")


@cache
def whole() -> str:
    """The program: every module and every table of facts in the package."""
    return _digest(_contents(_all_files(resources.files(_PACKAGE))))


@cache
def behind(modules: tuple[str, ...]) -> str:
    """What ``modules`` rest on: themselves, all modules of the package they import, and the tables these read."""
    known: dict[str, _Module] = {}
    ahead = list(modules)
    while ahead:
        name = ahead.pop()
        if name not in known and (module := _module(name)):
            known[name] = module
            ahead += module.imports
    return _digest(_contents([file for module in known.values() for file in module.files]))


def definition(finding: Finding) -> str:
    """What a finding says it measures: question, method and queries without what comes from the data, and the claim.

    Numbers and months in method and queries follow the figures read (the latest year, say); they are left out.
    """
    result = finding.result
    said = [finding.question, *(_FROM_THE_DATA.sub("#", text) for text in (result.method, *result.sql))]
    claim = asdict(finding.claim) if finding.claim else None
    return _digest([json.dumps([said, claim], sort_keys=True, ensure_ascii=False).encode()])


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


def _contents(files: Iterable[Traversable]) -> Iterator[bytes]:
    """Names and contents in an order of their own, with line ends as on every machine."""
    found = {str(file): file.read_bytes().replace(b"\r\n", b"\n") for file in files}
    for path in sorted(found):
        yield path.rsplit(f"{_PACKAGE}/", 1)[-1].encode()
        yield found[path]


def _all_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _all_files(entry)
        elif entry.name.endswith((".py", *_TABLES)):
            yield entry


@dataclass(frozen=True, slots=True)
class _Module:
    """A module: the names it imports from the package, its file and the tables of facts it reads."""

    imports: tuple[str, ...]
    files: tuple[Traversable, ...]


@cache
def _module(name: str) -> _Module | None:
    """A module or a package's own module; None for a name inside a module, and for the package's version."""
    folder: Traversable = resources.files(_PACKAGE)
    *above, last = name.split(".")
    for part in above[1:]:
        folder = folder / part
    if not above:
        return None
    file = folder / f"{last}.py"
    if not file.is_file():
        folder = folder / last
        file = folder / "__init__.py"
    if not file.is_file():
        return None
    source = file.read_text(encoding="utf-8")
    return _Module(tuple(_imports(ast.parse(source))), (file, *_tables_of(folder, file.name, source)))


def _tables_of(folder: Traversable, name: str, source: str) -> Iterator[Traversable]:
    """The tables beside a module that its source names, and those in the ``data`` of a package."""
    yield from (f for f in folder.iterdir() if f.name.endswith(_TABLES) and f.name in source and f.name not in _NO_CODE)
    data = folder / "data"
    if name == "__init__.py" and data.is_dir():
        yield from (file for file in data.iterdir() if file.name.endswith(_TABLES))


def _imports(node: ast.AST) -> Iterator[str]:
    """The names a module imports from the package when it runs; imports for types alone change no figure."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").split(".")[0] == _PACKAGE:
            yield from (str(child.module), *(f"{child.module}.{alias.name}" for alias in child.names))
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names if alias.name.split(".")[0] == _PACKAGE)
        yield from _imports(child)
