# Minamoto. `make help` lists what there is; every target makes the machine ready first and is quick when it is.

PYTHON ?= python3
ARGS ?=
READY = @"$(PYTHON)" infra/development/bootstrap
RUN = .venv/bin
SOURCES = platform tenants adapters tests infra

export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help demo test unit check fix bench soak lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: ## Install, build, start everything, bill a month for three utilities, serve; Ctrl-C stops it all
	$(READY) demo
	@$(RUN)/minamoto demo $(ARGS)

test: ## Run the whole suite, installing what it needs, browser included
	$(READY) test
	@CI=true $(RUN)/python -m pytest $(ARGS)

unit: ## Run the quick tests only: no database, no browser
	$(READY) python
	@$(RUN)/python -m pytest tests/unit tests/architecture -m "not slow and not browser" $(ARGS)

check: ## Check format, lint, types, import floors, then everything that `make test` does
	$(READY) test
	@$(RUN)/ruff format --check $(SOURCES)
	@$(RUN)/ruff check $(SOURCES)
	@$(RUN)/mypy
	@cd portal_frontend && PATH="$(CURDIR)/$(RUN):$$PATH" npm run --silent check && PATH="$(CURDIR)/$(RUN):$$PATH" npm test --silent
	@CI=true $(RUN)/python -m pytest $(ARGS)

fix: ## Format the code and mend what the linter can mend
	$(READY) python
	@$(RUN)/ruff check --fix $(SOURCES)
	@$(RUN)/ruff format $(SOURCES)

bench: ## Measure speed and memory; prints each figure beside a baseline of the same run
	$(READY) demo
	@PYTHONPATH=tests $(RUN)/python -m bench $(ARGS)

soak: ## Repeat the monthly cycle for hours and watch memory, connections and figures
	$(READY) demo
	@PYTHONPATH=tests $(RUN)/python -m bench.soak $(ARGS)

lock: ## Pin all dependencies anew, with hashes; `make lock UPGRADE=1` takes the newest
	$(READY) lock

clean: ## Remove everything that was made here except the data of the demo in .minamoto/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	rm -rf portal_frontend/node_modules portal_frontend/apps/*/dist
	find platform tenants adapters tests infra -name __pycache__ -type d -prune -exec rm -rf {} +
