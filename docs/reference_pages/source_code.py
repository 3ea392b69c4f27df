"""What the source of a check says, as far as it can be told without running it."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


@cache
def tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def names_in(node: ast.expr | None) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else set()


def answers_in(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Answer":
            yield node


def text_of(node: ast.expr | None, module: ModuleType) -> str:
    """The text an expression writes, as far as the source alone tells."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value, module) for value in values)
        case ast.FormattedValue(value=ast.Name(id=name)) if isinstance(
            value := getattr(module, name, None), str | int | float
        ):
            return str(value)
        case ast.FormattedValue():
            return "…"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left, module) + text_of(right, module)
        case ast.Name(id=name) if isinstance(value := getattr(module, name, None), str):
            return value
        case ast.Call(func=ast.Name(id=name)):
            returned = (
                r.value for f in tree_of(module).body if is_function(f, name) for r in ast.walk(f) if is_return(r)
            )
            return next((text for text in (text_of(value, module) for value in returned) if text), "")
        case _:
            return ""


def is_function(node: ast.AST, name: str) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name == name


def is_return(node: ast.AST) -> TypeGuard[ast.Return]:
    return isinstance(node, ast.Return)
