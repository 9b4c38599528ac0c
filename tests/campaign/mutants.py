"""mutants.py FOLDER SEED N EQUIVALENT: draws faults in the engine and the claims and sees whether a test turns red.

A fault is one change of one line. One that does not compile, or compiles to the same code, is drawn anew. The changed
file is compiled into FOLDER and linked there before the library of build/, in which nothing changes. The tests of
its file come first, then its room's, then the others', until one is red; at last its file's under the sanitizers of
`make check`. Without a fault no test may be red.

A fault that nothing sees fails the promise, unless EQUIVALENT names it: one to a line, file, line, what it becomes,
and why that changes nothing, with tabs between.
"""
import os
import random
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

# An argument of another type is what the compiler sees.
POINTERS = ["-Werror=incompatible-pointer-types", "-Werror=int-conversion"]
ROOMS = "kernel grad op net train probe claim base".split()
OTHERS = "data spec store run inspect figure book cli campaign support".split()
NUMBER = re.compile(r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?(?![\w.])")
DECLARED = re.compile(r"\s*(static|const|struct|enum|double|real|int|size_t|bool|char|lane|vec|return|for|\w+_t) ")


def another(number):
    if re.fullmatch(r"\d+", number):
        return str(int(number) + 1)
    return f"(2 * {number})"


# Each kind of fault: what is looked for in a line of code, and what it becomes.
KINDS = {
    "assign for add": [(re.compile(r" [+*|-]= "), lambda m: " = ")],
    "sign": [
        (re.compile(r" ([+-])(=?) "), lambda m: f" {'-' if m[1] == '+' else '+'}{m[2]} "),
        (re.compile(r"(?<=[(=,] )-(?=[a-z(])"), lambda m: ""),
    ],
    "off by one": [
        (re.compile(r"\[(\w+)\]"), lambda m: f"[{m[1]} + 1]"),
        (re.compile(r" [+-] 1\b(?!\.)"), lambda m: ""),
        (re.compile(r"(?<== )0(?=; \w+ <)"), lambda m: "1"),
    ],
    "edge": [(re.compile(r" ([<>])(=?) "), lambda m: f" {m[1]}{'' if m[2] else '='} ")],
    "constant": [(NUMBER, lambda m: another(m[0]))],
    "swapped": [(re.compile(r"(?<=\w\()([\w.>\[\]-]+), ([\w.>\[\]-]+)(?=[,)])"), lambda m: f"{m[2]}, {m[1]}")],
    "dropped": [(re.compile(r"^(\s+)[^;]+;$"), lambda m: m[1] + "(void)0;")],
}


def code_of(text):
    """The same text, with spaces for comments and for what stands in quotes."""
    blank = lambda m: re.sub(r"[^\n]", " ", m[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])+\'', blank, text, flags=re.S)


def sites(kind):
    """Every place where a fault of this kind can be: file, number of the line, the line, and what it becomes."""
    for room in ROOMS:
        for path in sorted(Path("lab", room).glob("*.c")):
            text = path.read_text()
            lines, codes = text.split("\n"), code_of(text).split("\n")
            for i, (line, code) in enumerate(zip(lines, codes)):
                if code.startswith("#") or not code.startswith("  "):
                    continue
                whole = codes[i - 1].rstrip()[-1:] in ("", ";", "{", "}", ")") or codes[i - 1].strip() == "else"
                if kind == "dropped" and (DECLARED.match(code) or not whole):
                    continue
                for pattern, become in KINDS[kind]:
                    for m in pattern.finditer(code.rstrip()):
                        if pattern.pattern.startswith(r"\[") and DECLARED.match(code):
                            continue
                        yield path, i, line, line[: m.start()] + become(m) + line[m.end() :]


def said_by_make(variable, *settings):
    command = ["make", "-s", *settings, "--eval", f"said: ; @:$(info $({variable}))", "said"]
    return shlex.split(subprocess.run(command, capture_output=True, text=True).stdout)


def succeeds(command, seconds=None, **environment):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    try:
        return subprocess.run(command, timeout=seconds, env={**os.environ, **environment}, **quiet).returncode == 0
    except subprocess.TimeoutExpired:
        return False


class House:
    """What make has built with these settings, and where faults are linked to it."""

    def __init__(self, folder, *settings):
        self.folder = Path(folder).resolve()
        self.settings = settings
        self.build = Path(*said_by_make("BUILD", *settings))
        self.compile = said_by_make("CC") + said_by_make("FLAGS", *settings) + ["-D_GNU_SOURCE", "-I."] + POINTERS
        self.libraries = said_by_make("LIBS", *settings) + ["-lcmocka"]
        self.pool = ThreadPoolExecutor(os.cpu_count())

    def object(self, path, text, precision):
        """Of this file with this text; None where it does not compile."""
        source, made = self.folder / path.name, self.folder / f"{precision}.o"
        source.write_text(text)
        command = [*self.compile, f"-DREAL={precision}", "-c", "-o", str(made), str(source)]
        return made if succeeds(command) else None

    def link(self, program, objects, precision, mutant):
        library = str(self.build / ("libdepthlab-double.a" if precision == "double" else "libdepthlab.a"))
        objects = [*objects, mutant(precision)] if mutant else objects
        if not succeeds([*self.compile, "-o", str(program), *map(str, objects), library, *self.libraries]):
            raise SystemExit(f"cannot link {program}")

    def is_red(self, test, mutant):
        precision, room, name = test
        built = self.build / precision
        support = [o for o in (built / "tests/support").glob("*.o") if not o.name.startswith("test_")]
        commands = [o for o in (built / "lab/cli").glob("*.o") if o.name != "main.o"] if room == "cli" else []
        program = self.folder / f"{precision}-{room}-{name}"
        self.link(program, [built / "tests" / room / f"{name}.o", *support, *commands], precision, mutant)
        once = self.build.joinpath("tests", precision, room, f"{name}.exit")
        limit = 60 + 20 * int(once.read_text().split()[1] if once.exists() else 30)
        depthlab = str(self.folder / "depthlab")
        green = succeeds([str(program)], limit, DEPTHLAB=depthlab, OPENBLAS_NUM_THREADS="1")
        program.unlink()
        return not green

    def judge(self, path, mutant):
        """The test that is red, or None."""
        for group in groups(path):
            if any(room in OTHERS for _, room, _ in group):
                for precision, program in ("float", "depthlab"), ("double", "depthlab-double"):
                    objects = (self.build / precision / "lab/cli").glob("*.o")
                    self.link(self.folder / program, objects, precision, mutant)
            for test, red in zip(group, self.pool.map(lambda t: self.is_red(t, mutant), group)):
                if red:
                    return "/".join(test)
        return None

    def judge_nearest(self, path, text):
        """The same by the tests of its file alone, which are built first."""
        for test in (t for t in tests_of(path.parent.name, path.stem) if t[0] == "float"):
            made = succeeds(["make", *self.settings, str(self.build.joinpath("tests", *test))])
            if made and self.is_red(test, cache(partial(self.object, path, text))):
                return "/".join(test)
        return None


def tests_of(room, name="*"):
    """Its tests in float and, where the room knows `real`, in double."""
    precisions = ["float"] if room in OTHERS + ["claim"] and room != "data" else ["float", "double"]
    return [(p, room, t.stem) for p in precisions for t in sorted(Path("tests", room).glob(f"test_{name}.c"))]


def groups(path):
    """The tests in the order in which they are run: the nearest first."""
    own = path.parent.name
    nearest = tests_of(own, path.stem)
    yield from ([test] for test in nearest)
    yield [test for test in tests_of(own) if test not in nearest]
    for room in ROOMS + OTHERS:
        if room != own:
            yield tests_of(room)


def main():
    folder, seed, wanted, equivalent = sys.argv[1:]
    known = [line.split("\t") for line in Path(equivalent).read_text().splitlines()]
    house, sanitized = House(folder), House(folder, *said_by_make("SANITIZED"))
    if red := house.judge(Path("lab/kernel/reduce.c"), None):
        print(f"{red} is red without a fault")
        return True
    drawn = random.Random(int(seed))
    left = {kind: list(sites(kind)) for kind in KINDS}
    for kind in KINDS:
        drawn.shuffle(left[kind])
    judged = survived = argued = 0
    while judged < int(wanted):
        kind = drawn.choice(list(KINDS))
        path, i, line, becomes = left[kind].pop()
        lines = path.read_text().split("\n")
        lines[i] = becomes
        text = "\n".join(lines)
        mutant = cache(partial(house.object, path, text))
        built = house.build / "float" / path.with_suffix(".o")
        if not mutant("float") or mutant("float").read_bytes() == built.read_bytes():
            continue
        judged += 1
        why = [k[3] for k in known if k[:3] == [str(path), line.strip(), becomes.strip()]]
        if why:
            said, argued = f"changes nothing: {why[0]}", argued + 1
        elif red := house.judge(path, mutant) or sanitized.judge_nearest(path, text):
            said = f"red in {red}"
        else:
            said, survived = "SURVIVED", survived + 1
        print(f"{judged} {path}:{i + 1} {kind}: {line.strip()}  ->  {becomes.strip()}: {said}", flush=True)
    print(f"{judged - survived - argued} seen, {argued} change nothing, {survived} survived")
    print(f"promise|{judged}|{survived}|a fault in the engine or the claims turns a test red")
    return survived > 0


sys.exit(main())
