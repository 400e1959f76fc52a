# make            the program, build/journster
# make run        installs what is missing, builds, plays a first mentorship in spool/
# make story      three goals, nine people, three months, to be read; nothing is left behind
# make check      installs what is missing, builds with sanitizers, runs all tests
# make soak       the tests that draw what they try, at length; SOAK_MINUTES=10 each
# make fuzz       every parser against made-up input; FUZZ_SECONDS=60 each
# make bench      how fast it is, beside mlmmj, Mailman 3 and what the machine can do at most; hours, or
#                 BENCH_SCALE=small: minutes. tests/bench/run ROW... measures some rows alone
# make lint       warnings as errors, gcc -fanalyzer, cppcheck, formatting, layers, manual pages
# make install    PREFIX=/usr/local DESTDIR=
# make clean      build/ goes; spool/ stays
#
# V=1 shows the commands. SAN=1 builds into build/san with AddressSanitizer and UndefinedBehaviorSanitizer.

PREFIX ?= /usr/local
DESTDIR ?=
CC = gcc
PKGS_PURE = glib-2.0 gmime-3.0 libxml-2.0
PKGS = $(PKGS_PURE) gio-unix-2.0 sqlite3 json-glib-1.0 gnutls libpsl libidn2
# Read only when they are there: `make run` installs them first.
# libstemmer has no pkg-config file.
PURE_CFLAGS := $(shell pkg-config --cflags $(PKGS_PURE) 2>/dev/null)
PURE_LIBS := $(shell pkg-config --libs $(PKGS_PURE) 2>/dev/null) -lstemmer
ALL_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
ALL_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -letpan -lspf2 -lresolv

WARN = -Wall -Wextra -Wshadow -Wformat=2 -Wvla -Wstrict-prototypes -Wmissing-prototypes \
       -Wswitch-enum -Wwrite-strings
HARDEN = -fstack-protector-strong -fPIE
LDHARDEN = -pie -Wl,-z,relro,-z,now
ifdef SAN
B = build/san
OPT = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
else
B = build
OPT = -O2 -g -D_FORTIFY_SOURCE=2
endif
ifdef V
Q =
else
Q = @
SAY = @echo "  $(1)  $@"
endif
ifdef WERROR
WARN += -Werror
endif
JN_CFLAGS = -std=gnu17 $(OPT) $(WARN) $(HARDEN) -Isrc -D_GNU_SOURCE -DG_LOG_DOMAIN='"journster"' \
            -DJN_VERSION='"$(VERSION)"' -DJN_PREFIX='"$(PREFIX)"' $(CFLAGS)
VERSION = 0.1

PURE_SRC := $(wildcard src/base/*.c src/mail/*.c src/core/*.c src/render/*.c)
REST_SRC := $(wildcard src/store/*.c src/run/*.c src/cmd/*.c)
PURE_OBJ := $(PURE_SRC:src/%.c=$(B)/obj/%.o)
REST_OBJ := $(REST_SRC:src/%.c=$(B)/obj/%.o)
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test-*.c))
STORE := $(patsubst tests/store/%.c,$(B)/tests/%,$(wildcard tests/store/test-*.c))
RUN := $(patsubst tests/run/%.c,$(B)/tests/%,$(wildcard tests/run/test-*.c))

all: $(B)/journster

$(B)/journster: $(REST_OBJ) $(B)/libpure.a
	$(call SAY,LD)
	$(Q)$(CC) $(OPT) $(LDHARDEN) $(LDFLAGS) -o $@ $(REST_OBJ) $(B)/libpure.a $(ALL_LIBS)

$(B)/libpure.a: $(PURE_OBJ)
	$(Q)rm -f $@ && ar qcs $@ $^

# The pure layers see no other library's headers, and their tests link no other library.
$(PURE_OBJ): $(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(PURE_CFLAGS) -MMD -MP -c -o $@ $<

$(REST_OBJ): $(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(UNIT): $(B)/tests/%: tests/unit/%.c $(B)/libpure.a
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(PURE_CFLAGS) -MMD -MP $(LDHARDEN) -o $@ $< $(B)/libpure.a $(PURE_LIBS)

$(STORE): $(B)/tests/%: tests/store/%.c $(B)/libpure.a $(REST_OBJ)
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(ALL_CFLAGS) -MMD -MP $(LDHARDEN) -o $@ $< \
	  $(filter-out $(B)/obj/cmd/%,$(REST_OBJ)) $(B)/libpure.a $(ALL_LIBS)

ifndef SAN
build/san/tests/spf-check:
	$(MAKE) SAN=1 $@
endif

$(B)/tests/spf-check: tests/spf-check.c $(B)/libpure.a $(REST_OBJ)
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(ALL_CFLAGS) $(LDHARDEN) -o $@ $< \
	  $(filter-out $(B)/obj/cmd/%,$(REST_OBJ)) $(B)/libpure.a $(ALL_LIBS)

$(RUN): $(B)/tests/%: tests/run/%.c $(B)/libpure.a $(REST_OBJ)
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(ALL_CFLAGS) -MMD -MP $(LDHARDEN) -o $@ $< \
	  $(filter-out $(B)/obj/cmd/%,$(REST_OBJ)) $(B)/libpure.a $(ALL_LIBS)

# The templates with sample words, in build/samples/LANG, to be looked at after an edit; SAMPLES_LANG=da.
SAMPLES_LANG ?= en
samples: $(B)/tests/render-samples
	mkdir -p $(B)/samples/$(SAMPLES_LANG)
	$(B)/tests/render-samples templates $(SAMPLES_LANG) $(B)/samples/$(SAMPLES_LANG)

$(B)/tests/render-samples: tests/render-samples.c $(B)/libpure.a
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(PURE_CFLAGS) $(LDHARDEN) -o $@ $< $(B)/libpure.a $(PURE_LIBS)

# How well src/mail and src/core read real mail that is not part of the project; DIR is described in the source.
CORPORA ?= ../shared/corpora
corpora: $(B)/tests/corpora build/san/tests/spf-check
	$(B)/tests/corpora $(CORPORA)
	tests/corpora-spf $(CORPORA)

$(B)/tests/corpora: tests/corpora.c $(B)/libpure.a
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(JN_CFLAGS) $(PURE_CFLAGS) $(LDHARDEN) -o $@ $< $(B)/libpure.a $(PURE_LIBS)

# What tests/bench measures with: never with sanitizers.
BENCH_TOOLS = $(patsubst tests/bench/%.c,build/bench/%,$(wildcard tests/bench/*.c))
bench:
	tools/need build bench
	$(MAKE) all bench-tools
	tests/bench/run

bench-tools: $(BENCH_TOOLS)

build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) -std=gnu17 -O2 -g $(WARN) -D_GNU_SOURCE -pthread -o $@ $< -lsqlite3

# Each parser against whatever libFuzzer thinks of, FUZZ_SECONDS each. What breaks one is written to
# build/fuzz; put it into tests/fuzz/regressions/NAME, where `make check` replays it.
FUZZ_SECONDS ?= 60
FUZZ := $(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
FUZZ_FLAGS = -std=gnu17 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
             -fno-sanitize-recover=undefined -Isrc -D_GNU_SOURCE $(PURE_CFLAGS)
fuzz:
	tools/need build fuzz
	$(MAKE) $(FUZZ:%=$(B)/fuzz/fuzz-%)
	tests/fuzz/run $(B)/fuzz $(FUZZ_SECONDS)

$(B)/fuzz/fuzz-%: tests/fuzz/fuzz-%.c $(B)/fuzz/libpure.a
	$(call SAY,CLANG)
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $< $(B)/fuzz/libpure.a $(PURE_LIBS)

$(B)/fuzz/libpure.a: $(PURE_SRC:src/%.c=$(B)/fuzz/obj/%.o)
	$(Q)rm -f $@ && ar qcs $@ $^

$(B)/fuzz/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,CLANG)
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

# What writes down the calls of a program, for tests/crash; of no use with sanitizers of its own.
build/tests/shim.so: tests/crash/shim.c tests/crash/shim-calls.c tests/crash/shim.h
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) -std=gnu17 -O2 -g $(WARN) -D_GNU_SOURCE -U_FORTIFY_SOURCE -fPIC -fvisibility=hidden -shared -o $@ \
	  $(filter %.c,$^) -ldl

tests: $(UNIT) $(STORE) $(RUN) $(B)/tests/spf-check build/tests/shim.so

# The program with a fault in it (tests/lib/mutant.py): FAULT names it, FAULTY its changed files, which lie below
# build/faults/FAULT. The linker takes their functions and leaves those in the library alone.
ifdef FAULT
fault: $(B)/faults/$(FAULT)/journster
FAULTY_OBJ = $(FAULTY:%.c=$(B)/faults/$(FAULT)/%.o)
$(B)/faults/$(FAULT)/journster: $(FAULTY_OBJ) $(REST_OBJ) $(B)/libpure.a
	$(Q)$(CC) $(OPT) $(LDHARDEN) $(LDFLAGS) -o $@ $(FAULTY_OBJ) \
	  $(filter-out $(FAULTY:src/%.c=$(B)/obj/%.o),$(REST_OBJ)) $(B)/libpure.a $(ALL_LIBS)

$(FAULTY_OBJ): %.o: %.c
	$(Q)$(CC) $(JN_CFLAGS) $(ALL_CFLAGS) -w -c -o $@ $<
endif

-include $(PURE_SRC:src/%.c=$(B)/fuzz/obj/%.d)
-include $(PURE_OBJ:.o=.d) $(REST_OBJ:.o=.d) $(UNIT:=.d) $(STORE:=.d) $(RUN:=.d)

run:
	tools/need build
	$(MAKE) all
	tests/story/run

story:
	@tools/need build
	@$(MAKE) -s all
	@JOURNSTER=$(CURDIR)/build/journster tests/flow/months.t --transcript

check:
	tools/need build check
	$(MAKE) all
	$(MAKE) SAN=1 WERROR=1 all tests
	tests/run-all

soak:
	tools/need build check
	$(MAKE) all
	$(MAKE) SAN=1 WERROR=1 all
	tests/soak

lint:
	tools/need build lint
	tools/lint

# The program is replaced in one step: an MTA may call it at that moment.
install: all
	install -D -m 755 $(B)/journster $(DESTDIR)$(PREFIX)/bin/journster.new
	mv -f $(DESTDIR)$(PREFIX)/bin/journster.new $(DESTDIR)$(PREFIX)/bin/journster
	install -D -m 644 templates/layout.html $(DESTDIR)$(PREFIX)/share/journster/templates/layout.html
	for f in templates/*/*.md templates/*/cues templates/*/labels; do \
	  install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/journster/$$f || exit 1; done
	install -D -m 644 doc/journster.1 $(DESTDIR)$(PREFIX)/share/man/man1/journster.1
	install -D -m 644 doc/journster.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/journster.conf.5
	cp -r mta-hooks $(DESTDIR)$(PREFIX)/share/journster/
	find $(DESTDIR)$(PREFIX)/share/journster/mta-hooks -type f -exec sed -i 's,/usr/local/,$(PREFIX)/,g' {} +

clean:
	rm -rf build

.PHONY: all samples corpora bench bench-tools fuzz tests fault run story check soak lint install clean
