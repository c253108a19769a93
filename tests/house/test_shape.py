"""The shape of the code: short files, short functions, pure cores, plain names."""

import ast
import subprocess
import sys

from tests.house.source import PROJECT, SOURCE, core_files, module_name, program_files, short, tree

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
KERNEL_FILES_MAX = 10
NOBODYS_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc"}
CORES_MAY_USE = {"msgspec"}


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {short(path): len(path.read_text("utf-8").splitlines()) for path in program_files()}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    lengths = {
        f"{short(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in program_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {function: lines for function, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


def test_every_file_opens_with_what_it_is_for() -> None:
    assert [short(path) for path in program_files() if not ast.get_docstring(tree(path))] == []


def test_the_sign_on_a_rooms_door_is_a_docstring_and_nothing_else() -> None:
    doors = [path / "__init__.py" for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("_")]
    assert doors
    assert [short(door) for door in doors if len(tree(door).body) != 1] == []


def test_the_kernel_is_no_junk_drawer() -> None:
    assert len(list((SOURCE / "kernel").glob("*.py"))) <= KERNEL_FILES_MAX


def test_no_file_has_nobodys_name() -> None:
    assert [short(path) for path in program_files() if NOBODYS_NAMES & {path.stem, *path.parent.parts}] == []


def test_no_float_in_a_core() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in core_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.expr) and _makes_a_float(node)
    ]
    assert found == []


def _makes_a_float(node: ast.expr) -> bool:
    """A float literal, the name `float`, or a true division of anything but a Decimal."""
    return (
        (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and "Decimal(" not in ast.unparse(node))
    )


def test_no_core_opens_a_file_or_prints() -> None:
    found = [
        f"{short(path)}:{node.lineno} {node.func.id}"
        for path in core_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"open", "print", "input", "exec", "eval"}
    ]
    assert found == []


def test_cores_import_where_no_third_party_package_but_msgspec_is_installed() -> None:
    modules = [module_name(path) for path in core_files()]
    assert "yimatong.kernel.money" in modules
    done = subprocess.run(
        [sys.executable, "-c", _ONLY_STANDARD_LIBRARY, str(PROJECT / "src"), ",".join(CORES_MAY_USE), *modules],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


_ONLY_STANDARD_LIBRARY = """
import importlib, sys
source, allowed, modules = sys.argv[1], set(sys.argv[2].split(",")), sys.argv[3:]
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in allowed | {"yimatong"}:
            raise ImportError(f"a core asked for {name}")
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, source)
for module in modules:
    importlib.import_module(module)
"""
