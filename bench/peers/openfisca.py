"""OpenFisca beside us: made in a virtual environment of its own, asked about the same people under the same small law."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from yimatong.benefits.core.plan import Plan
from yimatong.kernel.money import RATE_ONE

PLACE = Path(sys.prefix) / "peer-openfisca"
REQUIREMENTS = Path("bench/requirements-openfisca.txt")
MODEL = Path("bench/peers/openfisca_model.py")
NAME = "OpenFisca-Core 46"
FEN = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """People per second in batch and one at a time, and what it pays: int64 fen (people, 2), basic and catastrophic."""

    batch: float
    one: float
    paid: Any


def ask(plan: Plan, costs: Any) -> Asked | str:
    """Its answer for one stay of `costs` (int64 fen) a person under `plan`; or why there is none."""
    python = PLACE / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", PLACE], check=True, capture_output=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS)]
            subprocess.run(pip, check=True, capture_output=True)
        with TemporaryDirectory() as folder:
            return _asked(python, Path(folder), plan, costs)
    except (subprocess.CalledProcessError, OSError) as error:
        return f"OpenFisca could not be installed or run here ({type(error).__name__})"


def _asked(python: Path, folder: Path, plan: Plan, costs: Any) -> Asked:
    (folder / "law.json").write_text(json.dumps(as_law(plan)), encoding="utf-8")
    np.save(folder / "costs.npy", costs)
    told = subprocess.run([python, MODEL, folder], check=True, capture_output=True, text=True).stdout
    speeds = json.loads(told.splitlines()[-1])
    return Asked(speeds["batch"], speeds["one"], np.load(folder / "paid.npy"))


def as_law(plan: Plan) -> dict[str, Any]:
    """Deductible, ratio and ceiling of the basic layer, and the catastrophic brackets from the burden's first yuan."""
    basic, catastrophic = numbers_of(plan)
    brackets, at = [[0, 0]], catastrophic["deductible"]
    for upto, rate in catastrophic["brackets"]:
        brackets.append([at / FEN, rate / RATE_ONE])
        at = catastrophic["deductible"] + upto
    names = {"deductible": FEN, "ceiling": FEN, "rate": RATE_ONE}
    return {"basic": {name: basic[name] / unit for name, unit in names.items()}, "catastrophic": [*brackets, [at / FEN, 0]]}


def numbers_of(plan: Plan) -> tuple[dict[str, int], dict[str, Any]]:
    """The same two layers in fen and per 10 000, read from the compiled plan."""
    basic, catastrophic = plan.layers
    pairs = plan.table[catastrophic[14] : catastrophic[15]]
    brackets = list(zip(pairs[::2], pairs[1::2], strict=True))
    rate = plan.table[basic[14] + 1]
    return (
        {"deductible": plan.table[basic[8]], "ceiling": basic[18], "rate": rate},
        {"deductible": plan.table[catastrophic[8]], "brackets": brackets},
    )
