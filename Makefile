# Everything a clone needs; see `make help`.
PYTHON ?= python3
VENV ?= .venv
JOBS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)
INSTALLED := $(VENV)/installed $(if $(filter dask,$(ENGINE))$(SCHEDULER),$(VENV)/installed-dask)
# the packages whose types are checked strictly
STRICT := contract stats protocol metrics splits config
# what an installation says, and how it is told in one line why one failed
LOG = $(VENV)/install.log
FAILED = $(PYTHON) tools/installing.py $(LOG)
# a shell lets what it starts in the background ignore Ctrl+C: this gives it back to what follows
HEEDING = import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
# where stages run: on a cluster with ENGINE=dask; SCHEDULER=tcp://… is one that runs already
WHERE := $(if $(ENGINE),--engine "$(ENGINE)") $(if $(SCHEDULER),--scheduler "$(SCHEDULER)")
# how a lock is made of names: pinned with hashes for every platform, naming no index
PIN := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
  --custom-compile-command "make lock" --upgrade --quiet

export PATH := $(abspath $(VENV))/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help repro test test-fast verify replicate tune report track ui dogfood browser release lint lock speed peers

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

repro: $(INSTALLED)  ## Run the benchmarks; BENCHMARK=a,b BASELINE=c,d a part, EXTRA=1 the extra ones too, JOBS=N, ENGINE=dask
	$(if $(EXTRA),$(if $(BENCHMARK),,@python -m benchmarks --extra repro --baseline "$(BASELINE)" --jobs $(JOBS) $(WHERE)))
	@python -m benchmarks repro --benchmark "$(BENCHMARK)" --baseline "$(BASELINE)" --jobs $(JOBS) $(WHERE)

test: $(INSTALLED)  ## Run all tests but the browser's; BASELINE=… holds the contract against one, in seconds
	@python -m pytest $(if $(BASELINE),-q -r fE tests/baselines/test_contract*.py --baseline "$(BASELINE)",-n $(JOBS) --dist worksteal)

test-fast: $(INSTALLED)  ## Run the tests that take a minute together: none of the small pipeline
	@python -m pytest -n $(JOBS) --dist worksteal -m "not slow and not browser and not kills"

verify: $(INSTALLED)  ## Recompute and compare every figure; BENCHMARK=… BASELINE=… a part, TOLERANCE=1e-4 elsewhere
	@python -m benchmarks verify --benchmark "$(BENCHMARK)" --baseline "$(BASELINE)" --jobs $(JOBS) \
	  --tolerance $(or $(TOLERANCE),0)

replicate: $(INSTALLED)  ## Recompute published figures and set ours beside them
	@python -m benchmarks published

tune: $(INSTALLED)  ## Search parameters on the validation part; BENCHMARK=… BASELINE=… search a part, REPEATS=1 again
	@python -m benchmarks tune --benchmark "$(BENCHMARK)" --baseline "$(BASELINE)" --jobs $(JOBS) $(WHERE) \
	  $(if $(REPEATS),--repeats) $(if $(DEFAULTS),--defaults)

report: $(INSTALLED)  ## Render the report again from the tables in reports/
	@python -m benchmarks report

track: $(INSTALLED)  ## Log to MLflow what is missing there; TRIALS=1 each trial of a search as a run, TRIALS=0 no longer
	@python -m benchmarks track --verify $(if $(TRIALS),$(if $(filter 0,$(TRIALS)),--no-trials,--trials))

ui: $(INSTALLED)  ## Open the MLflow UI on localhost
	@python -m benchmarks ui --port $(or $(PORT),5000)

dogfood: $(INSTALLED)  ## Compare two baselines' lists blind, on localhost; BENCHMARK=… BASELINE=ease,popular PORT=…
	@python -m benchmarks dogfood --benchmark "$(or $(BENCHMARK),ml-100k)" --baselines "$(BASELINE)" --port $(or $(PORT),8008)

browser: $(INSTALLED)  ## Test the page and the app in Chromium (installs Playwright into .venv)
	@python -c 'import axe_playwright_python, playwright' 2> /dev/null || python -m pip install --quiet --require-hashes -r tests/browser/requirements.lock
	@python -m pytest -m browser tests/browser

speed: $(INSTALLED)  ## Measure what our work costs, beside other libraries if `make peers` was run: an hour
	@python -m benchmarks speed

peers:  ## Install other people's libraries into .peers/; then `python -m benchmarks speed` or `peers`
	$(PYTHON) -m venv .peers/main && .peers/main/bin/pip install --quiet --require-hashes -r tools/peers/requirements.lock
	$(PYTHON) -m venv .peers/rectools && \
	  .peers/rectools/bin/pip install --quiet --require-hashes -r tools/peers/requirements-rectools.lock

release: $(INSTALLED)  ## Tag this commit and zip its report with checksums; DRY=1 only says what it would be; pushes nothing
	@python -m tools.release $(if $(DRY),--dry-run)

lint: $(INSTALLED)  ## Check style, types and which package imports which
	@python -m ruff check . && python -m ruff format --check .
	@python -m mypy && python -m mypy --strict $(STRICT:%=--package benchmarks.%)
	@python -c 'from importlinter.cli import lint_imports_command as main; main()'

lock:  ## Pin the dependencies of pyproject.toml anew (needs uv)
	$(PIN) --all-extras pyproject.toml -o requirements.lock
	$(PIN) --group dask --constraint requirements.lock -o requirements-dask.lock
	$(PIN) --constraint requirements.lock tests/browser/requirements.txt -o tests/browser/requirements.lock
	$(PIN) tools/peers/requirements.txt -o tools/peers/requirements.lock
	$(PIN) tools/peers/requirements-rectools.txt -o tools/peers/requirements-rectools.lock

$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || \
	  { echo "error: $(PYTHON) is no Python 3.11 or newer ($$($(PYTHON) --version 2>&1 | tail -n 1)); name one that is: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) tools/installing.py
	@echo "installing requirements.lock into $(VENV)"
	@mkdir -p $(VENV) && $(PYTHON) -m venv $(VENV) > $(LOG) 2>&1 || $(FAILED)
	@# LightFM is built here, without flags of its own: with -march=native figures follow the processor.
	@# pip unpacks on one core, so two of them have half of the rest each, while LightFM is built.
	@python -m pip cache remove --quiet lightfm_next 2> /dev/null || true
	@rm -rf $(VENV)/wheels
	@awk -v folder=$(VENV) '/^[^ #]/ {to = folder "/" (/^lightfm-next==/ ? "built" : n++ % 2 ? "odd" : "even") ".lock"} to {print > to}' \
	  requirements.lock
	@{ LIGHTFM_NO_CFLAGS=1 python -c '$(HEEDING)' -m pip wheel --quiet --no-deps --require-hashes -w $(VENV)/wheels -r $(VENV)/built.lock & built=$$!; \
	  python -c '$(HEEDING)' -m pip install --quiet --no-compile --no-deps --require-hashes -r $(VENV)/odd.lock & odd=$$!; \
	  python -m pip install --quiet --no-compile --no-deps --require-hashes -r $(VENV)/even.lock && wait $$odd && wait $$built && \
	  python -m pip install --quiet --no-compile --no-deps $(VENV)/wheels/lightfm_next-*.whl; } >> $(LOG) 2>&1 || { wait; $(FAILED); }
	@# on all cores, where pip compiles on one; files that are of another Python are none of ours
	@python -m compileall -qq -j 0 -x '[/\\]tests[/\\]' $(VENV)/lib > /dev/null 2>&1 || true
	@install -m 755 tools/levelground $(VENV)/bin/levelground
	@touch $@

$(VENV)/installed-dask: requirements-dask.lock $(VENV)/installed
	@echo "installing requirements-dask.lock into $(VENV)"
	@python -m pip install --quiet --require-hashes --requirement requirements-dask.lock > $(LOG) 2>&1 || $(FAILED)
	@touch $@
