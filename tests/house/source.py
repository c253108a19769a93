"""What the house tests look at: the files of the project, read once."""

import ast
import subprocess
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "yimatong"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files under version control; in an unpacked archive, all files that are not made by a tool."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return tuple(PROJECT / name for name in done.stdout.split("\0") if name and (PROJECT / name).is_file())
    return tuple(path for path in PROJECT.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.parts))


@cache
def program_files() -> tuple[Path, ...]:
    """Every Python file of the program."""
    return tuple(sorted(SOURCE.rglob("*.py")))


@cache
def core_files() -> tuple[Path, ...]:
    """The pure files: the kernel and every room's core."""
    return tuple(path for path in program_files() if is_pure(path))


def is_pure(path: Path) -> bool:
    """Whether a file belongs to the kernel or to a core."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] == "kernel" or (len(parts) > 1 and parts[1] in ("core", "core.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"))


def short(path: Path) -> str:
    """The path as a person names it."""
    return str(path.relative_to(PROJECT))


def module_name(path: Path) -> str:
    """`yimatong.people.core` for its file."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
