# make run | test | check | fix | bench    (each prepares what it needs)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
UV     := $(shell command -v uv 2>/dev/null)
INSTALL = $(if $(UV),VIRTUAL_ENV=$(VENV) $(UV) pip install -q,$(BIN)/pip install -q --disable-pip-version-check)

.PHONY: install fonts install-dev run test check fix catalogue bench bench-reading browser token lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run      start Thước Đo with the demo year on http://127.0.0.1:$(PORT)/"
	@echo "make test     all tests, those in a real browser included"
	@echo "make check    lint, types, import contracts, budgets"
	@echo "make fix      format and mend what can be mended by a program"
	@echo "make catalogue  gather the words on screen and compile their English"
	@echo "make bench    measured claims (NAME=... for one); bench-reading: accuracy of the reader"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên (PYTHON=... make install)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/pyvenv.cfg requirements/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/.installed fonts
	@$(BIN)/thuocdo prepare --static-only

# Papers in PDF are set in a family as wide as Times New Roman; without one the PDF takes the writer's own.
fonts:
	@ls /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing a font as wide as Times New Roman (fonts-croscore)"; \
	    { apt-get install -y -qq --no-install-recommends fonts-croscore || { apt-get update -qq && apt-get install -y -qq --no-install-recommends fonts-croscore; }; } >/dev/null 2>&1 \
	      || echo "No package of it could be had; papers in PDF are set in Libertinus Serif."; fi; }

install-dev: $(VENV)/.installed-dev

run: install
	@$(BIN)/thuocdo serve --demo --port $(PORT)

browser:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing Chromium for the browser journeys"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-liberation >/dev/null; \
	  else echo "No Chromium on this machine and no right to install it: the browser journeys will be skipped (Debian: apt-get install chromium)."; fi; }

# Tests of keys on tokens need a PKCS#11 library; without one they are skipped and say so.
token:
	@command -v softhsm2-util >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing SoftHSM for the tests of keys on tokens"; \
	    { apt-get install -y -qq --no-install-recommends softhsm2 || { apt-get update -qq && apt-get install -y -qq --no-install-recommends softhsm2; }; } >/dev/null 2>&1 \
	      || echo "No package of it could be had; these tests are skipped."; fi; }

test: install-dev fonts browser token
	$(BIN)/pytest -q -n auto --dist loadscope

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=src:. $(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/architecture

fix: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogue: install-dev
	$(BIN)/python -m config.catalogue

bench: install-dev
	$(BIN)/python -m benchmarks $(if $(NAME),--name $(NAME))

bench-reading: install-dev
	$(BIN)/python -m benchmarks.reading

lock: $(VENV)/pyvenv.cfg
	@$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements/dev.in -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache
