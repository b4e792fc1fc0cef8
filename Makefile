# make help lists what there is.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: help site test test-all check serve bench lint lock clean

help: ## 列出全部命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

site: $(READY) ## 准备环境，生成演示网站到 output/
	$(RUN) publish.py build

test: $(READY) ## 准备环境和浏览器，运行全部测试（不超过 5 分钟）
	sh tests/install-browser.sh
	sh tests/install-nginx.sh
	$(RUN) -m pytest -m 'not heavy' -n 2 --dist loadgroup

test-all: $(READY) ## 另加大数据量和重型测试（不超过 40 分钟）
	sh tests/install-browser.sh
	sh tests/install-nginx.sh
	$(RUN) -m pytest -n 2 --dist loadgroup

check: $(READY) ## 检查演示数据
	$(RUN) publish.py check

serve: $(READY) ## 本机预览演示网站，文件一改就重新生成
	$(RUN) publish.py serve

bench: $(READY) ## 性能基准：与 Hugo 并排，一万到十万条记录（约一刻钟）；只看一万条：QUICK=--quick；查询数：QUERIES=54（不说是 1000）
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.txt
	$(RUN) -m tests.benchmark $(QUICK) $(if $(QUERIES),--queries $(QUERIES))
	$(RUN) -m tests.weight

lint: $(READY) ## 代码检查：ruff、mypy
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

lock: $(READY) ## 重新锁定依赖（改了 pyproject.toml 之后）
	$(VENV)/bin/pip install --quiet pip-tools
	$(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra dev --output-file requirements.txt pyproject.toml

clean: ## 删去环境和生成的网站
	rm -rf $(VENV) output

$(READY): requirements.txt
	sh tests/make-venv.sh $(PYTHON) $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	touch $@
