# `make` lists the commands. ODOO_HOME, PGHOST and BSI_STATE are honoured.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help env test test-unit test-core test-peers soak demo serve bench bench-quality screenshots house lint \
	format pot readme wheel clean

help: ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

env: ## set up Odoo, Python packages, database and browser
	@$(PYTHON) tools/setup.py

demo: env ## show what the addon does, on a database with demo data
	@$(BIN)/python tools/demo.py

serve: env ## serve the demo database (PORT=8069) and print the address
	@$(BIN)/python tools/serve.py

test: env ## run all tests (K=expression, T=path, J=processes, ARGS=pytest options)
	@$(BIN)/python tools/run_tests.py

test-unit: env ## run the tests that need no database
	@$(BIN)/python tools/run_tests.py unit

test-core: env ## run Odoo's own tests about bank statements with the addon installed
	@$(BIN)/python tools/core_tests.py

test-peers: env ## run Odoo's account tests and those of OCA's addons with the addon
	@$(BIN)/python tools/core_tests.py
	@$(BIN)/python tools/peer_tests.py

soak: env ## kill it at every moment, then look at the books (ARGS="--minutes 18 --seed 1")
	@$(BIN)/python tools/soak.py $(ARGS)

bench: env ## measure the speed of import, matching and posting
	@$(BIN)/python benchmarks/parse.py
	@$(BIN)/python benchmarks/run.py

bench-quality: env ## measure matching against known truth (ARGS="--seeds 1,2 --lines 500")
	@$(BIN)/python benchmarks/run_quality.py --batches 7 $(ARGS)

screenshots: env ## take pictures of the web client
	@$(BIN)/python tools/screenshots.py

house: env ## print the figures of the house; fails when it is not in order
	@$(BIN)/python tools/house.py

lint: env ## run all linters (ADVICE=1 shows more)
	@$(BIN)/python tools/lint.py

format: env ## let the linters repair what they can
	@$(BIN)/python tools/lint.py --fix

pot: env ## write the template of the translations and merge the languages
	@$(BIN)/python tools/i18n_export.py
	@$(BIN)/python tools/i18n_merge.py

readme: env ## write README.rst, index.html and the icon from the addon's readme/
	@$(BIN)/python tools/readme.py

wheel: env ## build the addons' wheels in dist/
	@$(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w dist .
	@ADDON=bank_statement_intelligence_queue $(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w dist .

clean: ## stop the servers, remove the state folder and .venv
	@$(PYTHON) tools/clean.py
