#!/bin/sh
# Locks the dependencies of pyproject.toml: exact versions, the hash of every file, no address of any package index.
set -eu

lock() {
    .venv/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --build-deps-for=editable "$@" pyproject.toml
}

lock --output-file requirements/run.txt
lock --extra dev --extra lab --constraint requirements/run.txt --output-file requirements/dev.txt
lock --extra lab --constraint requirements/dev.txt --output-file requirements/lab.txt
lock --extra lab --extra spark --constraint requirements/dev.txt --output-file requirements/spark.txt
