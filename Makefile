# Every command a person runs. `make help` lists them; the line after ## is what it prints.

PYTHON ?= python3
BIN := .venv/bin
CODE = $(wildcard src tests tools bench migrations/env.py)

.DEFAULT_GOAL := help
.PHONY: help run test test-spark check bench schema format lock clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name words; do printf '  make %-10s %s\n' "$$name" "$$words"; done

run: .venv/run.stamp ## start the platform on http://127.0.0.1:8600 (PORT=8601 for another port); Ctrl-C stops all of it
	@exec $(BIN)/yimatong run

test: .venv/dev.stamp ## prove it: every test, on a real database and, where there is one, in a real browser
	@sh tools/browser.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-spark: .venv/spark.stamp ## prove that a Spark cluster of two executors counts what one process counts (needs Java 17)
	@$(BIN)/python -m pytest tests/rooms/lab/test_spark.py

check: .venv/dev.stamp ## read the code: lint, format, types, the five import rules, tests of the house itself
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/house -m "not slow"

bench: .venv/dev.stamp ## measure: one JSON line a figure on standard output, progress on standard error
	@for file in bench/*.py; do $(BIN)/python -m "bench.$$(basename "$$file" .py)" || exit 1; done

schema: .venv/run.stamp ## write migrations/schema.sql anew from the migrations
	@$(BIN)/yimatong schema

format: .venv/dev.stamp ## put imports and lines in order
	@$(BIN)/ruff check --quiet --fix --exit-zero . && $(BIN)/ruff format .

lock: .venv/dev.stamp ## lock the dependencies anew, with the hash of every file
	@sh tools/lock.sh

clean: ## remove the virtual environment and caches; the data folder .data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements/run.txt pyproject.toml
	@sh tools/prepare.sh "$(PYTHON)" run
	@touch .venv/run.stamp

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@sh tools/prepare.sh "$(PYTHON)" dev
	@touch .venv/dev.stamp

.venv/spark.stamp: requirements/spark.txt .venv/dev.stamp
	@sh tools/prepare.sh "$(PYTHON)" spark
	@touch .venv/spark.stamp
