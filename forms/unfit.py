"""A form that cannot work: what to write instead, and on which line."""

import ast
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Self


class UnfitForm(TypeError):
    """No form can be made of a class, or of a file; the message says where, and what to write."""

    @classmethod
    def of(cls, owner: type, problem: str, fact: str = "", word: str = "") -> Self:
        """What is wrong with a class: with its `fact`, and there with `word`, a keyword or a text.

        The line is that of the word, else of the fact, else of the class; none when the class
        stands in no file.
        """
        return cls(f"{_place(owner, fact, word)}{owner.__name__}: {problem}")


def nearest(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word."""
    every = sorted(known)
    close = get_close_matches(word, every, 1)
    return f"write {close[0]!r}" if close else f"known are {', '.join(every)}"


def told_at(path: Path, line: int | None) -> str:
    """A line of a file as it is named in a sentence, shorter when it is below where we stand."""
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}, line {line}: " if line else f"{shown}: "


def _place(owner: type, fact: str, word: str) -> str:
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    if not file:
        return ""
    try:
        module = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return ""
    scope = dict(_classes(module)).get(owner.__qualname__)
    return told_at(Path(file), _line(module, scope, fact, word)) if scope else ""


def _classes(node: ast.AST, around: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    """Every class of a module by its qualified name."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.ClassDef):
            yield f"{around}{inner.name}", inner
            yield from _classes(inner, f"{around}{inner.name}.")
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _classes(inner, f"{around}{inner.name}.<locals>.")
        else:
            yield from _classes(inner, around)


def _line(module: ast.Module, scope: ast.ClassDef, fact: str, word: str) -> int:
    statement = _assigned(scope, fact)
    if statement is None:
        return scope.lineno
    return next(_lines_of(word, statement, module, set()), statement.lineno)


def _assigned(scope: ast.ClassDef | ast.Module, name: str) -> ast.stmt | None:
    """The last statement that gives `name` a value."""
    found = None
    for one in scope.body:
        targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found = one
    return found


def _lines_of(word: str, node: ast.AST, module: ast.Module, seen: set[str]) -> Iterator[int]:
    """Where `word` stands in a statement, or in what of the module that it names."""
    named = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.keyword | ast.Constant):
            said = inner.arg if isinstance(inner, ast.keyword) else inner.value
            if word and said == word:
                yield inner.lineno
        elif isinstance(inner, ast.Name) and inner.id not in seen:
            named.append(inner.id)
    for name in named:
        if elsewhere := _assigned(module, name):
            yield from _lines_of(word, elsewhere, module, seen | {name})
