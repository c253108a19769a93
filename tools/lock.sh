#!/bin/sh
# Locks the dependencies of pyproject.toml: exact versions, the hash of every file, no address of any package index.
set -eu

lock() {
    .venv/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --build-deps-for=editable "$@" pyproject.toml
}

lock --output-file requirements/run.txt
lock --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
