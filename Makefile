# For people who have just cloned: `make run` opens the platform, `make test` proves it.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BOOTSTRAP = $(PYTHON) config/bootstrap.py
.DEFAULT_GOAL := help

run: export TAIZHANG_DEMO ?= 1
run: export TAIZHANG_PORT = $(PORT)
soak: export TAIZHANG_SOAK = 1

run: python ## open the platform with its demo city at http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(BOOTSTRAP) run config.launcher

test: python ## run every test, on SQLite and, where present, on PostgreSQL, Redis and Chromium (ARGS="-k words")
	@exec $(BOOTSTRAP) dev config.suite $(ARGS)

check: python ## look over the code: style, imports, types, templates, migrations, translations (ARGS="types")
	@exec $(BOOTSTRAP) dev config.checks $(ARGS)

bench: python ## measure against PostgreSQL; docs/performance.md says how to read the figures
	@exec $(BOOTSTRAP) dev benchmarks $(ARGS)

soak: python ## run the long series of the fault and property tests
	@exec $(BOOTSTRAP) dev config.suite -m soak $(ARGS)

words: python ## add new words to the translation catalogues
	@exec $(BOOTSTRAP) dev config.translations update

fresh: ## forget the local database, files and keys
	@rm -rf var

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1: \2/p' Makefile

python:
	@command -v $(PYTHON) >/dev/null || { echo "taizhang: Python 3.11 or newer is needed; on Debian: apt-get install python3 python3-venv"; exit 1; }

.PHONY: run test check bench soak words fresh help python
