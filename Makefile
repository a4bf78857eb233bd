# 随机 (Suiji). Everything runs in .venv, made from hash-pinned locks; only relative paths, so any folder will do.
#
#   make up        run the whole system            make check   format, lint, types, imports, generated pages
#   make demo      fill it with a demonstration    make test    check, all tests, coverage
#   make law, make states   write the generated pages of docs
#   make bench     the performance measurements    make lock    pin the requirements anew
#   make faults    kill a ceremony at every statement, a house under load 200 times a process (runs add up in var/faults.json)
#   make bundle    everything for a machine without network, then installed without one (unshare -n) to prove it
#   make sbom      what of others' runs here (CycloneDX)
#   make nodes     two web nodes over one database and one bucket
#   make test-spark   the draw on a cluster of two workers (Java 17)
#   make handbook  take the handbook's pictures anew, from the browser journeys
#
# PORT=8001 make up chooses another port; TLS=1 make up speaks HTTPS; PYTHON=/path/python3.11 another Python.

SHELL := /bin/sh
.DEFAULT_GOAL := up
.PHONY: up demo check test law states handbook bench faults nodes test-spark lock bundle sbom run dev
.NOTPARALLEL:

PY := .venv/bin/python
export PYTHON PORT TLS
# Where it is set, each of the some hundred processes that the tests start would compile our nine hundred modules anew.
unexport PYTHONDONTWRITEBYTECODE

run:
	@scripts/bootstrap run

dev:
	@scripts/bootstrap dev

up: run
	@$(PY) -m suiji.running.command up

demo: run
	@$(PY) -m suiji.running.command demo $(if $(REGISTER),--register "$(REGISTER)")

# The types, which take longest, are checked beside the rest.
check: dev
	@set -e; $(PY) -m mypy & types=$$!; set -x; \
	$(PY) -m ruff format --check src tests scripts $(wildcard bench); \
	$(PY) -m ruff check src tests scripts $(wildcard bench); \
	.venv/bin/lint-imports; \
	$(PY) -m suiji.running.command check --code; \
	$(PY) -m suiji.running.command law --check; \
	$(PY) -m suiji.running.command states --check; \
	$(PY) -m suiji.running.command settings --check; \
	wait $$types

# The browser, which comes over the network, is fetched beside the checks.
test: dev
	@scripts/browser & browser=$$!; $(MAKE) --no-print-directory check && wait $$browser
	$(PY) -m suiji.running.frontend
	$(PY) -m coverage erase
	$(PY) -m pytest -n logical tests/law tests/sampling --cov=suiji.law --cov=suiji.sampling --cov-report=
	$(PY) -m coverage report --include='src/suiji/law/*,src/suiji/sampling/*' --fail-under=100
	$(PY) -m pytest -n logical --dist loadfile --no-loadscope-reorder --ignore=tests/law --ignore=tests/sampling --ignore=tests/spark --ignore=tests/nodes

law: dev
	@$(PY) -m suiji.running.command law

states: dev
	@$(PY) -m suiji.running.command states

handbook: dev
	scripts/browser
	$(PY) -m suiji.running.frontend
	SUIJI_SHOTS=var/screenshots $(PY) -m pytest tests/journeys -n 0
	$(PY) scripts/handbook.py

bench: dev
	$(PY) -m bench

faults: dev
	SUIJI_FAULTS=1 $(PY) -m pytest -n 0 -s tests/rooms/draws/test_killed.py tests/faults/test_disk.py tests/faults/test_house.py

nodes: dev
	@for one in nginx haproxy pgbouncer; do command -v $$one >/dev/null || { echo "需要 $$one：apt-get install -y nginx-light haproxy pgbouncer" >&2; exit 3; }; done
	SUIJI_NODES=1 $(PY) -m pytest -n 0 -s tests/nodes

# 450 MB, and Java 17: apt-get install -y openjdk-17-jre-headless
test-spark: dev
	@command -v java >/dev/null || { echo "需要 Java 17：apt-get install -y openjdk-17-jre-headless" >&2; exit 3; }
	$(PY) -m pip install -q --require-hashes -r requirements/spark.txt
	$(PY) -m pytest -n 0 tests/spark

lock: dev
	@scripts/lock

bundle: dev
	@scripts/bundle
	@scripts/prove-offline

sbom: run
	@$(PY) -m suiji.running.command sbom
