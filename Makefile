# Everything here works on a machine that has Python >= 3.11, make and a package index: the first target makes
# .venv with the versions of constraints.txt, later ones start at once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := $(VENV)/.peers
MUTMUT := $(VENV)/.mutmut
EXTRAS := dev,docs,notebooks,live,serve,xlsx,parquet,ensemble,dask

.DEFAULT_GOAL := help
.PHONY: help demo test test-long check docs package architecture fuzz mutants screenshots notebooks hindcast coast kills bench bench-quick bench-full-size lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Plan four real cable routes; table here, map, figure and GeoJSON in out/
	@mkdir -p out
	$(BIN)/routeplan compare bodo:tomakomai galway:halifax landeyjar:nuuk sopelana:virginia-beach \
		-o out/routes.geojson -o out/routes.html -o out/routes.png

# Two workers: what a file prepares for its tests stays with one of them.
test: $(STAMP) ## Run the tests, doctests and README blocks included; without those marked long
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

test-long: $(STAMP) ## Run the tests marked long: notebooks, browsers, many drawn cases, workers that are killed
	$(BIN)/python -m pytest -n 2 --dist loadfile -m long

check: $(STAMP) ## Format, lint, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

package: ## Build wheel and sdist; try them in empty environments, with every Python here and with the oldest versions (network)
	$(PYTHON) tests/check_package.py

docs: $(STAMP) ## Build the documentation site in out/site; a warning is an error, links between pages are checked
	$(BIN)/python docs/build_site.py

architecture: $(STAMP) ## Redraw docs/architecture.md and its picture from the imports of today
	$(BIN)/python docs/draw_architecture.py

fuzz: $(STAMP) ## Put thousands of odd inputs into every parser (half an hour)
	ROUTEPLAN_TEST_PROFILE=fuzz $(BIN)/python -m pytest -n 0 tests/test_fuzz.py

kills: $(STAMP) ## Kill writers of each format, and fetches of a data set, 200 times at any moment (20 min)
	$(BIN)/python tests/kills_kit.py 200
	$(BIN)/python -m benchmarks.killed_fetch

mutants: $(STAMP) $(MUTMUT) ## Change the code in small ways and list what no test notices; MODULES="cost/faults" or hours
	$(BIN)/python -m benchmarks.mutants $(MODULES)

screenshots: $(STAMP) ## Take the screenshots of README and docs (Chromium needed); docs/images
	$(BIN)/python docs/screenshots.py

notebooks: $(STAMP) ## Execute the notebooks and keep their outputs
	$(BIN)/python notebooks/execute.py

hindcast: $(STAMP) ## Plan real cables again and compare with their published lengths; page in docs/hindcast.md
	$(BIN)/routeplan hindcast -o docs/hindcast.md

coast: $(STAMP) ## Hold planned routes against a coastline of your own; PAIRS=pairs.csv COAST=coast.fgb.zip (benchmarks/coast.py)
	$(BIN)/python -m benchmarks.coast $(PAIRS) $(COAST)

bench: $(STAMP) $(PEERS) ## Measure our solver and its peers; JSON in out/, tables in docs/benchmarks.md (20 min, 8 GB of disk)
	$(BIN)/python -m benchmarks.run --planning --fine out/gebco_like.nc --page docs/benchmarks.md

bench-quick: $(STAMP) $(PEERS) ## The same on coarse cells, on the screen only
	$(BIN)/python -m benchmarks.run --spacing 20 10 --json out/benchmarks-quick.json

bench-full-size: $(STAMP) ## Measure a file of GEBCO's size: preparing, opening again, a window, whole plans (7.5 GB of disk; HEIGHTS=file.nc)
	$(BIN)/python -m benchmarks.full_size $(HEIGHTS)

lock: $(STAMP) $(PEERS) ## Write constraints.txt from what is installed now
	@echo '# Exact versions of a checked environment (Python 3.11). Made by make lock.' > constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude uv --exclude setuptools >> constraints.txt

clean: ## Remove what the other targets made, compiled kernels too
	find routeplan -name '*.nb[ic]' -delete
	rm -rf $(VENV) out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# uv is used where it is at hand, venv and pip elsewhere. An installation cut short leaves no stamp. What a first plan
# would wait for is made here: a minute, once; a failure of that is told and stops nothing.
$(STAMP): pyproject.toml constraints.txt
	@find routeplan -name '*.nb[ic]' -delete # kernels compiled by another version
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --seed --python '$(PYTHON)' $(VENV) && \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[$(EXTRAS)]'; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'; \
	fi
	-$(BIN)/routeplan data prepare
	@touch $(STAMP)

# Peers that cannot be had, for want of a compiler say, are rows that say so.
$(PEERS): $(STAMP)
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[peers]'; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[peers]'; \
	fi && touch $(PEERS) || echo 'not all peers could be installed; those that are there take part'

$(MUTMUT): $(STAMP)
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[mutants]'; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutants]'; \
	fi && touch $(MUTMUT)
