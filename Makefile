# depthlab. `make help` lists what can be made.
#
# Sources are found by wildcard: a new file in lab/ or tests/ needs no line here.

ifeq ($(origin CC),default)
CC = gcc
endif
ARCH   ?= native
OPT    ?= -O2
WERROR ?= -Werror
BUILD  ?= build
GEN    := build/gen
T      ?=
V      ?=

# portable: the same bits on every processor, from every compiler, at every -O. fast: products and sums
# contract to one rounding where the machine can, which differs from machine to machine.
ARITHMETIC ?= portable
MATH_portable = -ffp-contract=off -fno-tree-slp-vectorize
MATH_fast     = -ffp-contract=fast -fno-signed-zeros
MATH = -fno-math-errno -fno-trapping-math \
       $(or $(MATH_$(ARITHMETIC)),$(error ARITHMETIC is portable or fast, not $(ARITHMETIC)))
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wno-psabi $(WERROR)
TARGET   = -march=$(ARCH) -pthread
FLAGS    = -std=gnu17 $(OPT) $(MATH) $(TARGET) $(SANITIZE) $(EXTRA)
COMPILE  = $(CC) $(FLAGS) $(WARNINGS) -D_GNU_SOURCE -I. -MMD -MP
# OpenBLAS without threads of its own, which would spin beside ours: the serial package, by its path, for
# the plain name is whichever the machine prefers.
SERIAL  := $(wildcard /usr/lib/$(shell $(CC) -print-multiarch)/openblas-serial)
ALGEBRA  = $(if $(SERIAL),-l:liblapacke.a -L$(SERIAL) -Wl$(,)-rpath$(,)$(SERIAL) -lopenblas,\
           $(shell pkg-config --libs lapacke openblas))
, := ,
LIBS    := $(shell pkg-config --libs sqlite3 yaml-0.1 zlib) $(ALGEBRA) -lcsv -lm

DEPS     = gcc|clang make pkg-config|pkgconf libsqlite3-dev sqlite3 libcsv-dev libcmocka-dev \
           libyaml-dev zlib1g-dev liblapacke-dev libopenblas-serial-dev \
           gnuplot-nox|gnuplot-qt|gnuplot-x11 fonts-dejavu-core
# Another architecture: its compiler and its emulator, and the libraries' packages of that architecture.
DEPS_ARM = gcc-aarch64-linux-gnu qemu-user
ARM_LIBRARIES = libsqlite3-dev libyaml-dev zlib1g-dev liblapacke-dev libopenblas-serial-dev \
                libcsv-dev libcmocka-dev
# WebAssembly, and what runs it.
DEPS_WASM = clang lld wasi-libc libclang-rt-14-dev-wasm32 nodejs
# What looks at the page.
DEPS_BROWSERS = chromium chromium-driver firefox-esr python3-selenium python3-websocket poppler-utils
# What makes slides of a lecture's Markdown.
DEPS_SLIDES = pandoc texlive-latex-base texlive-latex-recommended texlive-pictures lmodern
DEPS_CHECK = clang libclang-rt-14-dev clang-format
DEPS_DEV = $(DEPS_CHECK) $(DEPS_ARM) $(DEPS_WASM) clang-tidy strace curl valgrind locales \
           python3-ruamel.yaml $(DEPS_BROWSERS)

SOURCES := $(filter-out lab/cli/% lab/page/%,$(wildcard lab/*/*.c))
CLI     := $(wildcard lab/cli/*.c)
# The engine in a page, which has no threads, no files and no LAPACK: lab/page stands in for the first two.
PAGE    := $(wildcard $(patsubst %,lab/%/*.c,grad op net train)) \
           $(patsubst %,lab/page/%.c,files memory thread_pool) \
           $(filter-out %/algebra.c,$(wildcard lab/kernel/*.c)) \
           $(patsubst %,lab/base/%.c,arena memory_text name number portable rng status utf8) \
           $(patsubst %,lab/data/%.c,augment batch data generated glyphs guess noise spirals standardise teacher) \
           $(patsubst %,lab/probe/%.c,gradient junction units)
# What the page calls.
SESSION := $(patsubst %,lab/page/%.c,session look) $(patsubst %,lab/base/%.c,hash suggest) \
           $(patsubst %,lab/spec/%.c,cell settings override_words playground)
SUPPORT := $(filter-out tests/support/test_%,$(wildcard tests/support/*.c))
BENCH   := $(wildcard tests/bench/*.c)
# What any bytes are given to.
FUZZ    := $(filter-out tests/fuzz/test_%,$(wildcard tests/fuzz/*.c))
TESTS   := $(patsubst tests/%.c,%,$(wildcard tests/*/test_*.c))
# Folders whose code knows `real`: their tests run in both precisions.
ENGINE  := base kernel grad op net train probe data
# What can be told in double alone.
EXACT   := $(filter campaign/test_numbers_%,$(TESTS))
RUNS    := $(addprefix $(BUILD)/tests/float/,$(filter-out $(EXACT),$(TESTS))) \
           $(addprefix $(BUILD)/tests/double/,$(filter $(addsuffix /%,$(ENGINE)) $(EXACT),$(TESTS)))

objects  = $(patsubst %.c,$(BUILD)/$1/%.o,$2)
PROGRAMS = $(BUILD)/depthlab $(BUILD)/depthlab-double
LIBRARY  = $(BUILD)/libdepthlab.a $(BUILD)/libdepthlab-double.a

# Use every core unless the caller said otherwise.
JOBS  = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
SUB   = +@$(MAKE) --no-print-directory $(JOBS)
QUIET = $(if $(V),,@)

.PHONY: all help deps deps-dev deps-slides deps-check demo reference test check check-long bench clean programs library build-tests run-tests bits run-bits \
        format layers mirror readme clang sanitize races memcheck widths arm wasm deps-page page course check-page check-report check-slides \
        install uninstall dist deb engine check-fresh FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: ## build the programs and the library (the default)
	$(SUB) programs

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' Makefile | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'
	@echo 'Variables: CC=clang, ARCH=x86-64-v3, OPT=-O3, ARITHMETIC=fast, WERROR= (warnings pass), V=1 (show commands),'
	@echo '           T=grad (make test: only tests whose path contains this), -j N'

deps: ## install what is missing to build, test and draw (Debian)
	@tests/support/deps.sh '$(DEPS)'

deps-dev: deps ## the same, and the tools of a developer
	@tests/support/deps.sh '$(DEPS_DEV)'

deps-slides: ## install pandoc and LaTeX, which `depthlab slides --to pptx,beamer,html` needs
	@tests/support/deps.sh '$(DEPS_SLIDES)'

deps-check: deps
	@tests/support/deps.sh '$(DEPS_CHECK)'

demo: deps ## everything: build, run the degradation sweep, confirm it, draw it, say what it shows
	$(SUB) $(BUILD)/depthlab
	$(BUILD)/depthlab run degradation --confirm
	$(BUILD)/depthlab plot degradation
	@echo; echo 'The figures are in plots/out/degradation:'; ls plots/out/degradation/*.png

reference: deps ## make results/reference anew: every experiment, confirmed, 20 minutes of processor time
	$(SUB) $(BUILD)/depthlab $(BUILD)/depthlab-double
	tests/support/reference.sh

test: deps ## build and run the tests
	$(SUB) run-tests

check: deps-check ## format, layers, mirror, README, clang, sanitizers
	@$(MAKE) --no-print-directory -k format layers mirror readme clang sanitize
	@echo 'check: all is well'

# What is promised, tried for hours: the programs and scripts of tests/campaign.
CAMPAIGN = $(foreach r,$(RUNS),$(if $(findstring /campaign/,$r),$r))
check-long: deps-dev ## keep every promise, case after case, for hours; begun again, it goes on. The table is the answer
	$(SUB) $(PROGRAMS) $(PRELOADS) $(CAMPAIGN)
	DEPTHLAB=$(BUILD)/depthlab tests/support/check-long.sh $(BUILD)/long \
	    $(CAMPAIGN) $(wildcard tests/campaign/*.sh)

bench: deps ## time steps, beside PyTorch where python3-torch is installed, and kernels
	$(SUB) $(BUILD)/bench $(BUILD)/depthlab
	$(SUB) BUILD=$(BUILD)/fast ARITHMETIC=fast $(BUILD)/fast/bench
	$(BUILD)/bench

# ---- installing ----

prefix ?= /usr/local
VERSION := $(shell sed -n 's/^.define DEPTHLAB_VERSION "\(.*\)"/\1/p' lab/cli/cli.h)
TREE    := depthlab-$(VERSION)

install: ## install the programs, libraries, experiments, plots, manual pages (prefix=/usr/local, DESTDIR=)
	$(SUB) programs
	tests/support/install.sh $(BUILD) $(DESTDIR)$(prefix)

uninstall: ## remove what was installed
	$(SUB) programs
	@rm -rf build/installed
	tests/support/install.sh $(BUILD) build/installed
	tests/support/uninstall.sh build/installed $(DESTDIR)$(prefix)

dist: ## build/depthlab-VERSION.tar.gz, what is committed
	@mkdir -p build
	git archive --prefix=$(TREE)/ HEAD | gzip -9n > build/$(TREE).tar.gz

DEPS_DEB = build-essential debhelper devscripts lintian
deb: dist deps ## build a Debian package in build/deb, for any processor of this kind
	@tests/support/deps.sh '$(DEPS_DEB)'
	@rm -rf build/deb
	@mkdir -p build/deb
	tar xzf build/$(TREE).tar.gz -C build/deb
	cp -r .debian build/deb/$(TREE)/debian
	[ ! -f build/playground.html ] || install -D -m 644 build/playground.html build/deb/$(TREE)/build/playground.html
	cd build/deb/$(TREE) && dpkg-buildpackage -b -us -uc
	lintian --fail-on error,warning build/deb/*.changes

check-fresh: ## in a bare Debian 12: do the README's commands, and the package, suffice? (minutes, root, network)
	tests/campaign/fresh.sh

# The engine without files or any library, for other programs and other C libraries: make engine CC=musl-gcc
BARE := $(patsubst lab/page/memory.c,lab/base/memory.c,$(patsubst lab/page/thread_pool.c,lab/base/thread_pool.c,$(PAGE)))
engine: ## build/libdepthlab-engine.a, which needs libc alone, and see its bits
	$(SUB) BUILD=$(BUILD)/engine $(BUILD)/engine/bits
	cp $(BUILD)/engine/libdepthlab-engine.a $(BUILD)
	$(BUILD)/engine/bits

$(BUILD)/libdepthlab-engine.a: $(call objects,float,$(BARE))
	$(QUIET)rm -f $@ && ar rcs $@ $^

$(BUILD)/bits: $(call objects,float,tests/support/bit_cells.c tests/page/bits.c) $(BUILD)/libdepthlab-engine.a
	$(QUIET)$(CC) $(FLAGS) -static -o $@ $^ -lm

clean: ## remove everything that was built
	rm -rf build

# ---- building ----

$(BUILD)/bench: $(call objects,float,$(BENCH)) $(BUILD)/libdepthlab.a
	$(QUIET)$(CC) $(FLAGS) -o $@ $^ $(LIBS)

# What a test puts between a program and the C library (LD_PRELOAD).
PRELOADS = $(patsubst tests/%.c,$(BUILD)/%.so,$(wildcard tests/preload/*.c))
$(BUILD)/preload/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(OPT) $(EXTRA) $(WARNINGS) -std=gnu17 -D_GNU_SOURCE -shared -fPIC -o $@ $<

programs: $(PROGRAMS) $(LIBRARY)
library: $(LIBRARY)

$(BUILD)/depthlab: $(call objects,float,$(CLI)) $(BUILD)/libdepthlab.a
$(BUILD)/depthlab-double: $(call objects,double,$(CLI)) $(BUILD)/libdepthlab-double.a
$(PROGRAMS):
	$(QUIET)$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libdepthlab.a: $(call objects,float,$(SOURCES))
$(BUILD)/libdepthlab-double.a: $(call objects,double,$(SOURCES))
$(LIBRARY):
	$(QUIET)rm -f $@ && ar rcs $@ $^

# $1 is the precision, in the folder's name and as REAL.
define precision
$(BUILD)/$1/%.o: %.c $(BUILD)/flags | $(GEN)/revision.h $(GEN)/schema.h $(GEN)/book.h
	@mkdir -p $$(@D)
	$(QUIET)$$(COMPILE) -DREAL=$1 '-DDEPTHLAB_ARITHMETIC="$(ARITHMETIC)"' '-DDEPTHLAB_BUILD="$$(BUILT_BY) $1"' -c -o $$@ $$<

$(BUILD)/tests/$1/%: $(BUILD)/$1/tests/%.o $(call objects,$1,$(SUPPORT)) $(BUILD)/libdepthlab$2.a
	@mkdir -p $$(@D)
	$(QUIET)$(CC) $$(FLAGS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(LIBS) -lcmocka

$(BUILD)/$1/bits.wasm: $(call objects,$1,$(PAGE) tests/support/bit_cells.c tests/page/bits.c)
	$(QUIET)$(CC) $$(FLAGS) -Wl,-z,stack-size=1048576 -o $$@ $$^

$(BUILD)/$1/page.wasm: $(call objects,$1,$(PAGE) $(SESSION))
	$(QUIET)$(CC) $$(FLAGS) -mexec-model=reactor -Wl,-z,stack-size=1048576 -Wl,--strip-all -o $$@ $$^
endef
$(eval $(call precision,float,))
$(eval $(call precision,double,-double))

# Its allocations fail when a test says so.
$(BUILD)/tests/float/campaign/test_memory: | build/failing_alloc.so
build/failing_alloc.so: tests/campaign/failing_alloc.c
	$(QUIET)$(CC) -std=gnu17 -O2 $(WARNINGS) -D_GNU_SOURCE -shared -fPIC -o $@ $<

# Its float twin is what it compares with.
$(BUILD)/tests/double/campaign/test_numbers_precision: | $(BUILD)/tests/float/campaign/test_numbers_precision

# This one looks at the commands' tables, which are in no library.
$(BUILD)/tests/float/cli/test_options: $(filter-out %/main.o,$(call objects,float,$(CLI)))

$(BUILD)/tests/float/fuzz/test_corpus: $(call objects,float,$(FUZZ))

# The same with libFuzzer, which has the main function: for clang, with -fsanitize=fuzzer-no-link among SANITIZE.
$(BUILD)/fuzz: $(call objects,float,$(FUZZ)) $(BUILD)/libdepthlab.a
	$(QUIET)$(CC) $(FLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# What a run's row in the database says about the build.
BUILT_BY = $(shell $(CC) --version | head -n 1) $(FLAGS)

# Other flags make other objects. These files keep their date while they would not change.
keep = mkdir -p $(@D) && cat > $@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }

$(BUILD)/flags: FORCE
	@echo '$(BUILT_BY) $(WARNINGS)' | { $(keep); }

$(GEN)/revision.h: FORCE
	@tests/support/revision.sh | { $(keep); }

$(GEN)/schema.h: $(wildcard lab/store/*.sql) tests/support/embed.sh
	@mkdir -p $(@D)
	@tests/support/embed.sh $(filter %.sql,$^) > $@

$(GEN)/book.h: $(wildcard lab/book/*.html lab/book/*.css lab/book/*.js) tests/support/embed.sh
	@mkdir -p $(@D)
	@tests/support/embed.sh $(filter lab/%,$^) > $@

FORCE:

# ---- testing ----

CHOSEN = $(if $T,$(foreach r,$(RUNS),$(if $(findstring $T,$r),$r)),$(RUNS))

build-tests: $(CHOSEN) $(PRELOADS) programs $(BUILD)/bench

run-tests: build-tests
	@DEPTHLAB=$(BUILD)/depthlab tests/support/run-tests.sh $(CHOSEN)

# ---- checking ----

format: ## is every source formatted? (clang-format -i FILE formats one)
	@clang-format --dry-run -Werror $(wildcard lab/*/*.[ch] tests/*/*.[ch])

layers: ## does every file include only its own layer and lower ones?
	@tests/support/layers.sh .

readme: ## does what the README shows work?
	@tests/support/readme.sh

mirror: ## has every file of lab/ its test?
	@tests/support/mirror.sh .

clang: ## build everything with clang too, and run the engine's tests
	$(SUB) BUILD=build/clang CC=clang build-tests
	$(SUB) BUILD=build/clang CC=clang TESTS='$(filter $(addsuffix /%,$(ENGINE)),$(TESTS))' run-tests

# What waits for gnuplot and pandoc, or is many small nets: under the sanitizers minutes of it. And the campaign, whose
# strace the leak sanitizer does not suffer.
SLOW = $(filter campaign/%,$(TESTS)) figure/test_figure cli/test_slides cli/test_limits cli/test_gradcheck cli/test_model
SANITIZED = BUILD=build/asan WERROR= OPT=-O1 EXTRA='-g -fno-omit-frame-pointer -DTEST_STRIDE=97' \
            SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' ENGINE=
sanitize: ## run the tests, in float, under the address and undefined-behaviour sanitizers
	$(SUB) $(SANITIZED) TESTS='$(filter-out $(SLOW),$(TESTS))' run-tests

THREADED = base/test_thread_pool base/test_process_pool $(filter grad/% train/% run/%,$(TESTS)) \
           $(addprefix cli/test_,prepare run worker)
races: ## run the tests of threads and workers under the thread sanitizer, which wants addresses that are not random
	$(SUB) BUILD=build/tsan WERROR= OPT=-O1 EXTRA='-g -DTEST_STRIDE=97' SANITIZE=-fsanitize=thread ENGINE= \
	    TESTS='$(THREADED)' UNDER='setarch -R' run-tests

# valgrind knows no AVX-512.
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
MEMCHECK = BUILD=build/memcheck ARCH=$(if $(findstring x86_64,$(MACHINE)),x86-64-v3,$(ARCH)) OPT=-O1 \
           EXTRA='-g -DTEST_STRIDE=97'
memcheck: ## run the engine's tests under valgrind (an hour)
	$(SUB) $(MEMCHECK) build/memcheck/depthlab build/memcheck/depthlab-double
	$(SUB) $(MEMCHECK) ENGINE= TESTS='$(filter $(addsuffix /%,$(ENGINE)),$(TESTS))' UNDER='$(VALGRIND)' run-tests

# What depends on how wide the machine's vectors are.
WIDE = $(filter base/% kernel/% grad/% op/% net/% data/test_noise probe/test_bits,$(TESTS))
# A processor that has them; their bits could not be seen on another.
AVX512 := $(shell grep -o -m1 avx512vl /proc/cpuinfo)

bits: ## train twenty small cells: are the bits those that every build has?
	$(SUB) run-bits

run-bits: $(filter %/test_bits,$(RUNS))
	@tests/support/run-tests.sh $^
	$(if $(filter portable,$(ARITHMETIC)),@tests/support/contraction.sh $(LIBRARY))

widths: ## run the tests of the arithmetic as for AVX2 and for SSE2, and see the bits of more builds
	$(SUB) BUILD=build/avx2 ARCH=x86-64-v3 TESTS='$(WIDE)' run-tests
	$(SUB) BUILD=build/sse2 ARCH=x86-64 TESTS='$(WIDE)' run-tests
	$(SUB) BUILD=build/clang-sse2 CC=clang ARCH=x86-64 run-bits
	$(SUB) BUILD=build/O3 ARCH=x86-64-v3 OPT=-O3 run-bits
	$(if $(AVX512),$(SUB) BUILD=build/avx512 ARCH=x86-64-v4 run-bits)
	$(if $(AVX512),$(SUB) BUILD=build/clang-avx512 CC=clang ARCH=x86-64-v4 OPT=-O1 run-bits)

arm: build/arm64-root ## run the tests of the arithmetic as for 64-bit ARM, under an emulator
	@tests/support/deps.sh '$(DEPS_ARM)'
	$(SUB) BUILD=build/arm64 CC=aarch64-linux-gnu-gcc ARCH=armv8-a WERROR= TESTS='$(WIDE)' \
	    EXTRA='--sysroot=$(CURDIR)/$< -DTEST_STRIDE=97' \
	    LIBS='-lsqlite3 -lyaml -lz -llapacke -lopenblas -lcsv -lm' \
	    UNDER=qemu-aarch64 QEMU_LD_PREFIX=$(CURDIR)/$< run-tests

WASM = BUILD=build/wasm CC='clang --target=wasm32-wasi' TARGET=-msimd128 \
       EXTRA='--sysroot=/usr -D_WASI_EMULATED_MMAN'

wasm: ## train twenty small cells in WebAssembly, under node: are the bits the same?
	@tests/support/deps.sh '$(DEPS_WASM)'
	$(SUB) $(WASM) build/wasm/float/bits.wasm build/wasm/double/bits.wasm
	node --no-warnings tests/page/run.mjs build/wasm/float/bits.wasm
	node --no-warnings tests/page/run.mjs build/wasm/double/bits.wasm

# The library of the charts, from npm, at the version that the page was looked at with.
UPLOT = build/uplot/package/dist/uPlot.iife.min.js
LANGUAGE = en

deps-page: $(UPLOT) ## install what the page is made of
	@tests/support/deps.sh '$(DEPS_WASM)'

$(UPLOT):
	@command -v npm >/dev/null || tests/support/deps.sh npm
	@mkdir -p build/uplot
	cd build/uplot && npm pack --silent uplot@1.6.32 && tar xzf uplot-1.6.32.tgz

page: deps-page deps ## two nets that train in a browser: build/playground.html, one file; build/course: that and an index
	$(SUB) $(WASM) build/wasm/float/page.wasm
	$(SUB) $(BUILD)/depthlab
	node lab/page/join.mjs build/wasm/float/page.wasm $(dir $(UPLOT)) $(LANGUAGE) build/playground.html
	@mkdir -p build/course
	cp build/playground.html build/course
	$(INDEX)

INDEX = $(BUILD)/depthlab list --json | node lab/page/index.mjs $(LANGUAGE) build/course

course: page ## build/course with a report of all that has run: put the folder on any web space
	-[ ! -f results/lab.db ] || $(BUILD)/depthlab report --all -o build/course/report.html
	$(INDEX)

# The program as for any processor of this kind, which the page is compared with.
PLAIN = $(if $(findstring x86_64,$(MACHINE)),build/sse2,$(BUILD))
PLAIN_ARCH = $(if $(findstring x86_64,$(MACHINE)),x86-64,$(ARCH))
MACHINE := $(shell uname -m)

check-page: page ## does the page do what it promises, in chromium and firefox? (minutes)
	@tests/support/deps.sh '$(DEPS_BROWSERS)'
	$(SUB) BUILD=$(PLAIN) ARCH=$(PLAIN_ARCH) $(PLAIN)/depthlab
	/usr/bin/python3 tests/page/check_page.py build/course $(BUILD)/depthlab $(PLAIN)/depthlab build/pictures

check-report: deps ## is a report what it promises, in chromium and firefox? (a minute)
	@tests/support/deps.sh '$(DEPS_BROWSERS)'
	$(SUB) $(BUILD)/depthlab
	/usr/bin/python3 tests/page/check_report.py $(BUILD)/depthlab build/pictures

check-slides: deps ## is a deck what it promises, in the browsers, as PPTX and as PDF? (a minute)
	@tests/support/deps.sh '$(DEPS_BROWSERS) $(DEPS_SLIDES)'
	$(SUB) $(BUILD)/depthlab
	/usr/bin/python3 tests/page/check_slides.py $(BUILD)/depthlab build/pictures

build/arm64-root: tests/support/sysroot.sh
	@tests/support/sysroot.sh arm64 $@ '$(ARM_LIBRARIES)'

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
