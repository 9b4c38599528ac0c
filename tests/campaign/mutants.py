"""mutants.py FOLDER SEED N EQUIVALENT: draws faults in the engine and the claims and sees whether a test turns red.

A fault is one change of one line. One that does not compile, or compiles to the same code, is drawn anew. The changed
file is compiled into FOLDER and linked there before the library of build/, in which nothing changes. What the tests of
its file do not see is left to them under the sanitizers of `make check`, then to its room's tests, the other rooms' of
the engine and the claims, and at last to all others. A test that is red without a fault too ends it.

A fault that nothing sees fails the promise, unless EQUIVALENT names it: one to a line, file, line, what it becomes,
and why that changes nothing, with tabs between.
"""
import os
import random
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from threading import Lock

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
        self.lock, self.green = Lock(), set()

    def object(self, fault, precision):
        """Of its file with the fault; None where it does not compile."""
        source, made = fault.folder / fault.path.name, fault.folder / f"{self.build.name}-{precision}.o"
        source.parent.mkdir(exist_ok=True)
        source.write_text(fault.text)
        command = [*self.compile, f"-DREAL={precision}", "-c", "-o", str(made), str(source)]
        return made if succeeds(command) else None

    def link(self, program, objects, precision):
        library = str(self.build / ("libdepthlab-double.a" if precision == "double" else "libdepthlab.a"))
        if not succeeds([*self.compile, "-o", str(program), *map(str, objects), library, *self.libraries]):
            raise SystemExit(f"cannot link {program}")

    def is_red(self, test, folder, made):
        precision, room, name = test
        built = self.build / precision
        support = [o for o in (built / "tests/support").glob("*.o") if not o.name.startswith("test_")]
        commands = [o for o in (built / "lab/cli").glob("*.o") if o.name != "main.o"] if room == "cli" else []
        program = folder / f"{self.build.name}-{precision}-{room}-{name}"
        mutant = [made[precision]] if made else []
        self.link(program, [built / "tests" / room / f"{name}.o", *support, *commands, *mutant], precision)
        once = self.build.joinpath("tests", precision, room, f"{name}.exit")
        limit = 60 + 20 * int(once.read_text().split()[1] if once.exists() else 5)
        depthlab = str((folder if made else self.build.resolve()) / "depthlab")
        green = succeeds([str(program)], limit, DEPTHLAB=depthlab, OPENBLAS_NUM_THREADS="1")
        program.unlink()
        return not green

    def check_without_fault(self, test):
        with self.lock:
            if test not in self.green and self.is_red(test, self.folder, None):
                raise SystemExit(f"{'/'.join(test)} is red without a fault")
            self.green.add(test)

    def judge(self, fault, tests):
        """The test that is red, or None."""
        made = {p: self.object(fault, p) for p in ("float", "double")}
        if any(room in OTHERS for _, room, _ in tests):
            for precision, program in ("float", "depthlab"), ("double", "depthlab-double"):
                commands = (self.build / precision / "lab/cli").glob("*.o")
                self.link(fault.folder / program, [*commands, made[precision]], precision)
        running = {self.pool.submit(self.is_red, test, fault.folder, made): test for test in tests}
        for ended in as_completed(running):
            if ended.result():
                for other in running:
                    other.cancel()
                wait(running)
                self.check_without_fault(running[ended])
                return "/".join(running[ended])
        return None


def tests_of(room, name="*"):
    """Its tests in float and, where the room knows `real`, in double."""
    precisions = ["float"] if room in OTHERS + ["claim"] and room != "data" else ["float", "double"]
    return [(p, room, t.stem) for p in precisions for t in sorted(Path("tests", room).glob(f"test_{name}.c"))]


@dataclass
class Fault:
    folder: Path
    kind: str
    path: Path
    number: int
    line: str
    becomes: str
    text: str

    def __str__(self):
        return f"{self.path}:{self.number} {self.kind}: {self.line.strip()}  ->  {self.becomes.strip()}"


def draw(house, seed):
    """Faults without end, each of which compiles to other code."""
    drawn = random.Random(seed)
    left = {kind: list(sites(kind)) for kind in KINDS}
    for kind in KINDS:
        drawn.shuffle(left[kind])
    for number in count(1):
        kind = drawn.choice(list(KINDS))
        path, i, line, becomes = left[kind].pop()
        lines = path.read_text().split("\n")
        lines[i] = becomes
        text = "\n".join(lines)
        fault = Fault(house.folder / str(number), kind, path, i + 1, line, becomes, text)
        made = house.object(fault, "float")
        if made and made.read_bytes() != (house.build / "float" / path.with_suffix(".o")).read_bytes():
            yield fault


def main():
    folder, seed, wanted, equivalent = sys.argv[1:]
    argued = {tuple(line.split("\t")[:3]) for line in Path(equivalent).read_text().splitlines()}
    house, sanitized = House(folder), House(folder, *said_by_make("SANITIZED"))
    faults = list(islice(draw(house, int(seed)), int(wanted)))
    left = [f for f in faults if (str(f.path), f.line.strip(), f.becomes.strip()) not in argued]
    for fault in faults:
        if fault not in left:
            print(f"{fault}: changes nothing, see {equivalent}")

    nearest = lambda fault: tests_of(fault.path.parent.name, fault.path.stem)
    room = lambda fault: [t for t in tests_of(fault.path.parent.name) if t not in nearest(fault)]
    rooms = lambda fault: [t for r in ROOMS if r != fault.path.parent.name for t in tests_of(r)]
    others = lambda fault: [t for r in OTHERS for t in tests_of(r)]
    in_float = lambda fault: [t for t in nearest(fault) if t[0] == "float"]
    passes = [
        (house, nearest),
        (sanitized, in_float),
        (house, room),
        (house, rooms),
        (house, others),
    ]
    unseen = len(faults) - len(left)
    pool = ThreadPoolExecutor(os.cpu_count())
    for house, tests in passes:
        if house is sanitized:
            programs = {str(house.build.joinpath("tests", *test)) for fault in left for test in tests(fault)}
            subprocess.run(["make", "-s", *house.settings, *programs], check=True, stdout=subprocess.DEVNULL)
        judged, left = left, []
        for fault, red in zip(judged, pool.map(lambda f: house.judge(f, tests(f)), judged)):
            print(f"{fault}: {f'red in {red}' if red else 'green'}", flush=True)
            left += [] if red else [fault]
        print(f"{len(left)} left", flush=True)
    for fault in left:
        print(f"{fault}: SURVIVED")
    print(f"{len(faults) - unseen - len(left)} seen, {unseen} change nothing, {len(left)} survived")
    print(f"promise|{len(faults)}|{len(left)}|a fault in the engine or the claims turns a test red")
    return len(left) > 0


sys.exit(main())
