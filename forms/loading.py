"""Forms out of a file; whatever is wrong with it is told in one sentence with its line."""

import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from inspect import Parameter, isclass, signature
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from forms.printable import PrintableForm
from forms.unfit import UnfitForm, nearest, told_at

_KEYWORD = re.compile(r"\b(\w++)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
_NAME = re.compile(r"name '(\w+)' is not defined")
_EARLIER = re.compile(r"_edition_\w+\Z")


class _AsSaved(SourceFileLoader):
    """Compiles what stands in the file: what Python keeps of it knows no time shorter than a
    second."""

    def get_code(self, fullname: str) -> CodeType:
        """importlib's hook."""
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


@dataclass(frozen=True)
class Loaded:
    """The forms of a folder: those that are offered, earlier editions, and what was wrong."""

    offered: tuple[type[PrintableForm], ...] = ()
    earlier: tuple[type[PrintableForm], ...] = ()
    unfit: tuple[UnfitForm, ...] = ()


def forms_in(path: Path, name: str) -> list[type[PrintableForm]]:
    """The forms of the file, which becomes the module `name`. Raises UnfitForm for any fault."""
    module = module_from_spec(_spec(path, name))
    sys.modules[name] = module
    try:
        module.__loader__.exec_module(module)  # type: ignore[union-attr]
    except UnfitForm:
        raise
    # Whatever a file of somebody may do wrong as it is loaded.
    except Exception as error:
        raise what_failed(path, name, error) from error
    found = [one for one in vars(module).values() if _is_form_of(module, one)]
    if not found:
        raise UnfitForm(f"{told_at(path, None)}has no class of PrintableForm")
    return found


def forms_of_folder(folder: Path, package: str, taken: Sequence[type[PrintableForm]]) -> Loaded:
    """Every file of a folder, by name; `name_edition_1.py` holds what nobody fills in any more.

    A form may share neither address nor prefix with one that is `taken`. Never raises.
    """
    offered: list[type[PrintableForm]] = []
    earlier: list[type[PrintableForm]] = []
    unfit: list[UnfitForm] = []
    for path in sorted(folder.glob("[!_]*.py")):
        try:
            found = forms_in(path, f"{package}.{path.stem}")
            if _EARLIER.search(path.stem):
                earlier += found
            else:
                for one in found:
                    _refuse_taken(one, [*taken, *offered])
                    offered.append(one)
        except UnfitForm as error:
            unfit.append(error)
    return Loaded(tuple(offered), tuple(earlier), tuple(unfit))


def _refuse_taken(form: type[PrintableForm], taken: Sequence[type[PrintableForm]]) -> None:
    for fact in ("slug", "prefix"):
        word = getattr(form, fact)
        other = next((one for one in taken if getattr(one, fact) == word), None)
        if other:
            problem = f"the {fact} {word!r} is that of {other.__name__}; give it another"
            raise UnfitForm.of(form, problem, fact, word)


def _spec(path: Path, name: str) -> Any:
    spec = spec_from_loader(name, _AsSaved(name, str(path)))
    assert spec is not None
    return spec


def _is_form_of(module: ModuleType, one: object) -> bool:
    is_form = isclass(one) and issubclass(one, PrintableForm)
    return is_form and one.__module__ == module.__name__


def what_failed(path: Path, name: str, error: Exception) -> UnfitForm:
    """An error in the file, which is the module `name`, with the line of it that was reached."""
    if isinstance(error, SyntaxError):
        return UnfitForm(f"{told_at(path, error.lineno)}{error.msg}")
    frames = traceback.extract_tb(error.__traceback__)
    line = next((one.lineno for one in reversed(frames) if one.filename == str(path)), None)
    said = f"{type(error).__name__}: {error}"
    return UnfitForm(f"{told_at(path, line)}{said}{_mended(sys.modules[name], str(error))}")


def _mended(module: ModuleType, said: str) -> str:
    """What to write instead of an unknown name, as far as one comes near."""
    if found := _KEYWORD.search(said):
        owner = getattr(module, found[1], None)
        known = signature(owner).parameters.values() if isclass(owner) else ()
        names = [one.name for one in known if one.kind is not Parameter.VAR_KEYWORD]
        return f"; {nearest(found[2], names)}" if names else ""
    if found := _NAME.search(said):
        return f"; {nearest(found[1], [name for name in vars(module) if name[0] != '_'])}"
    return ""
