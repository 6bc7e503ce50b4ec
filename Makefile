# The commands of docs: make run, make test, and what they are made of. PYTHON= names another Python.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PY := .venv/bin/python
export PYTHONUTF8 := 1

.PHONY: run test drills bench lint messages shots lock install install-dev

run: install  ## the running app with the demo company: PORT= DATA_DIR= DATABASE_URL= REDIS_URL= DEMO=0
	@$(PY) setup/start.py

test: install-dev  ## the whole suite, or pytest alone on both databases: ARGS="tests/contracts -k review"
	@$(PY) -m tests.run

drills: install-dev  ## long walks, kills, races, restores: about an hour; one of them: ARGS=tests/drills/test_backup.py
	@$(PY) -m tests.run --drills

bench: install-dev  ## pages beside a floor in one run: SIZES=1k,100k,1M ROUNDS=5 EACH=10 DATABASE=sqlite PARTS=pages,plans
	@$(PY) -m benchmarks

lint: install-dev
	@$(PY) -m tests.run --lint

messages: install-dev  ## gather the words to translate, and compile the catalogues
	@$(PY) setup/messages.py update && $(PY) setup/messages.py compile

shots: install-dev  ## pictures of the key pages, into docs/pictures: PAGES=all, INTO=folder
	@$(PY) -m setup.shots

lock:  ## the lock files anew, after a change of pyproject.toml or package.json: ARGS=--upgrade
	@$(PYTHON) setup/lock.py $(ARGS)

install: python
	@$(PYTHON) setup/install.py
	@$(PY) setup/assets.py
	@$(PY) setup/messages.py compile

install-dev: python
	@$(PYTHON) setup/install.py --dev
	@$(PY) setup/assets.py --dev
	@$(PY) setup/messages.py compile

.PHONY: python
python:
	@[ -n "$(PYTHON)" ] || { echo 'bizdept needs Python 3.11 or newer; on Debian: apt-get install python3'; exit 1; }
