"""The numbers of the house, printed by `make lint` and held by tests/test_house.py."""

import ast
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "policy",
    "forms",
    "pdf",
    "intake",
    "register",
    "mail",
    "rounds",
    "office",
    "web",
    "commands",
)
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 8

# What each package may import of ours. Imports run one way.
ALLOWED = {
    "policy": {"policy"},
    "forms": {"forms"},
    "pdf": {"policy", "forms", "pdf"},
    "intake": {"forms", "intake"},
    "register": {"forms", "register"},
    "mail": {"forms", "register", "mail"},
    "rounds": {"forms", "register", "mail", "rounds"},
    "office": {"forms", "pdf", "intake", "register", "mail", "office", "settings"},
    "web": {"policy", "forms", "pdf", "intake", "register", "mail", "office", "web", "settings"},
    "commands": {
        *("forms", "pdf", "intake", "register", "mail", "rounds", "office", "commands"),
        *("policy", "settings"),
    },
}
# What a package may not even bring into the process, whoever imports it.
FOREIGN = {
    "policy": {"flask", "reportlab", "sqlalchemy", "aiosmtplib", "pypdf", "wtforms"},
    "forms": {"flask", "reportlab", "sqlalchemy", "aiosmtplib", "pypdf"},
    "pdf": {"flask", "sqlalchemy", "aiosmtplib", "pypdf"},
    "intake": {"flask", "reportlab", "sqlalchemy", "aiosmtplib"},
    "register": {"flask", "reportlab", "aiosmtplib", "pypdf"},
    "mail": {"flask", "reportlab", "pypdf"},
    "rounds": {"flask", "reportlab", "pypdf", "numpy", "pillow_heif"},
    "office": {"flask", "pypdf", "numpy", "pillow_heif"},
    "web": {"numpy", "pillow_heif"},
}


@dataclass(frozen=True)
class Function:
    """Where a function stands and how many lines it has."""

    place: str
    lines: int


def sources() -> list[Path]:
    """The modules of the product; migrations are written once and left."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    kept = [path for path in found if "versions" not in path.parts]
    top = (
        "app.py",
        "swedish.py",
        "settings.py",
        "setting_names.py",
        "setting_values.py",
        "version.py",
    )
    return [*(ROOT / name for name in top), *kept]


def functions() -> list[Function]:
    """Every function of the product, nested ones too."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append(Function(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines))
    return found


def loaded_by(package: str) -> set[str]:
    """Top-level names that a fresh process has loaded after importing all of `package`."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources()
        if path.relative_to(ROOT).parts[0] == package
        and "migrations" not in path.parts
        and not path.name.startswith("make_")
    ]
    code = f"import sys, {', '.join(modules)}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def report() -> str:
    """The numbers as text."""
    lengths = sorted(function.lines for function in functions())
    modules = [path.read_text(encoding="utf-8").count("\n") for path in sources()]
    tests = sum(p.read_text("utf-8").count("\n") for p in (ROOT / "tests").rglob("*.py"))
    return "\n".join(
        (
            f"{len(lengths)} functions: median {statistics.median(lengths):g} lines, "
            f"p90 {lengths[len(lengths) * 9 // 10]}, longest {lengths[-1]}",
            f"{len(modules)} modules: {sum(modules)} lines, longest {max(modules)}; "
            f"tests: {tests} lines",
            *(
                f"{package} imports of ours only: {', '.join(sorted(ALLOWED[package]))}"
                for package in PACKAGES
            ),
        )
    )


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
