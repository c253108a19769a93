"""Run by an interpreter that has OpenFisca: the same deductible, ratio and brackets as a small tax-benefit system.

Usage: openfisca_model.py FOLDER. Reads `law.json` (yuan and shares) and `costs.npy` (int64 fen) there; writes `paid.npy`
(int64 fen, rounded half up) and prints people per second in batch and one at a time as JSON. Knows nothing of the project.
"""
# mypy: ignore-errors
# its libraries are not the project's

import json
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR = "2026"
ONE_BY_ONE = 1_000
ROUNDS = 3
person = build_entity(key="person", plural="persons", label="an insured person", is_person=True)


class in_scope(Variable):
    value_type, entity, definition_period, label = float, person, DateUnit.YEAR, "cost in scope of the year's one stay"


class basic(Variable):
    value_type, entity, definition_period, label = float, person, DateUnit.YEAR, "what the basic fund pays"

    def formula(persons, period, parameters):
        law = parameters(period).basic
        counted = np.minimum(persons("in_scope", period), law.ceiling)
        return np.maximum(counted - law.deductible, 0) * law.rate


class catastrophic(Variable):
    value_type, entity, definition_period, label = float, person, DateUnit.YEAR, "what catastrophic cover pays"

    def formula(persons, period, parameters):
        burden = persons("in_scope", period) - persons("basic", period)
        return parameters(period).catastrophic.brackets.calc(burden)


def main(folder):
    """Measures and writes."""
    system = system_of(json.loads((folder / "law.json").read_text()), folder)
    costs = np.load(folder / "costs.npy") / 100
    batch, paid = in_batch(system, costs)
    np.save(folder / "paid.npy", np.floor(paid.astype(np.float64) * 100 + 0.5).astype(np.int64))
    print(json.dumps({"batch": batch, "one": one_by_one(system, costs[:ONE_BY_ONE])}))


def system_of(law, folder):
    """A system whose parameters are dated values in files, as OpenFisca keeps them."""
    since, parameters = "2020-01-01", folder / "parameters"
    for path, value in law["basic"].items():
        write(parameters / "basic" / f"{path}.yaml", {"description": path, "values": {since: {"value": value}}})
    brackets = [{"threshold": {since: {"value": at}}, "rate": {since: {"value": rate}}} for at, rate in law["catastrophic"]]
    write(parameters / "catastrophic" / "brackets.yaml", {"description": "brackets", "brackets": brackets})
    system = TaxBenefitSystem([person])
    for variable in (in_scope, basic, catastrophic):
        system.add_variable(variable)
    system.load_parameters(str(parameters))
    return system


def write(path, values):
    """JSON is YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))


def in_batch(system, costs):
    """People per second of the best round, and (people, 2) payments in yuan."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        simulation = SimulationBuilder().build_default_simulation(system, count=len(costs))
        simulation.set_input("in_scope", YEAR, costs)
        paid = [simulation.calculate(name, YEAR) for name in ("basic", "catastrophic")]
        best = max(best, len(costs) / (time.process_time() - start))
    return best, np.column_stack(paid)


def one_by_one(system, costs):
    """People per second, a simulation each."""
    start = time.process_time()
    for cost in costs:
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": {"in_scope": {YEAR: float(cost)}}}})
        simulation.calculate("basic", YEAR)
        simulation.calculate("catastrophic", YEAR)
    return len(costs) / (time.process_time() - start)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
