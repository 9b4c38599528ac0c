/* eval gives a run's own numbers, and those that plain Python computes from a file it wrote itself. */
#include "tests/cli/trained_sweep.h"

/* The value behind `"key": `. */
static double number(const struct child_result *result, const char *key)
{
    char quoted[60];
    snprintf(quoted, sizeof quoted, "\"%s\": ", key);
    const char *at = strstr(result->out, quoted);
    if (!at)
        fail_msg("no %s in: %s\nerr: %s", key, result->out, result->err);
    return strtod(at + strlen(quoted), NULL);
}

static const char *const score[] = {"test_loss", "test_acc", "train_loss", "train_acc",
                                    "train_loss_eval"};

static void a_run_has_the_scores_it_ended_with(void **state)
{
    double want[5];
    struct child_result *result =
        run_command(state, "show small block=preact depth=6 seed=2 --json --db lab.db");
    for (int i = 0; i < 5; i++)
        want[i] = number(result, score[i]);
    result =
        run_command(state, "eval small block=preact depth=6 seed=2 --train --json --db lab.db");
    for (int i = 0; i < 5; i++)
        check_near(number(result, score[i]), want[i], 0);
    assert_prints(
        run_command(state, "export small block=preact depth=6 seed=2 --weights w.st --db lab.db"),
        0, out, "");
    result = run_command(state, "eval --weights w.st --train --json");
    for (int i = 0; i < 5; i++)
        check_near(number(result, score[i]), want[i], 0);
    assert_prints(run_command(state, "eval --weights w.st"), 0, out, "test   running          40");
    assert_null(strstr(run_command(state, "eval --weights w.st")->out, "train"));
}

static void the_logits_have_the_accuracy(void **state)
{
    char path[300], text[1 << 14];
    int samples = 0, right = 0, sample, class, predicted, fields;
    struct child_result *result = run_command(state, "eval 1 --logits l.csv --json --db lab.db");
    double accuracy = number(result, "test_acc");
    snprintf(path, sizeof path, "%s/l.csv", (char *)*state);
    read_file(path, text, sizeof text);
    char *rest, *line = strtok_r(text, "\n", &rest);
    assert_string_equal(line, "sample,class,predicted,logit0,logit1,logit2,logit3,logit4,logit5,"
                              "logit6,logit7,logit8,logit9");
    for (; (line = strtok_r(NULL, "\n", &rest)); samples++) {
        double logit[10] = {0};
        fields = sscanf(line, "%d,%d,%d,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &sample, &class,
                        &predicted, logit, logit + 1, logit + 2, logit + 3, logit + 4, logit + 5,
                        logit + 6, logit + 7, logit + 8, logit + 9);
        assert_int_equal(fields, 13);
        assert_int_equal(sample, samples);
        for (int k = 0; k < 10; k++)
            assert_true(logit[k] <= logit[predicted]);
        right += class == predicted;
    }
    assert_int_equal(samples, 40);
    check_near(accuracy, right / 40., 1e-12);
}

/* A net of one hidden layer behind the stem, each with a batch norm, on a table of two columns. */
static const char judge[] =
    "import json, math, os, random, struct, sys\n"
    "random.seed(1)\n"
    "g = lambda *n: [g(*n[1:]) for _ in range(n[0])] if n else random.gauss(0, 1)\n"
    "flat = lambda w: sum(map(flat, w), []) if isinstance(w, list) else [w]\n"
    "shape = lambda w: [len(w)] + shape(w[0]) if isinstance(w, list) else []\n"
    "rows = {p: [g(2) + [random.randrange(3)] for _ in range(n)] for p, n in\n"
    "        (('train', 40), ('test', 37))}\n"
    "net = {'stem.weight': g(4, 2), 'block1.layer1.weight': g(4, 4), 'head.weight': g(3, 4),\n"
    "       'head.bias': g(3)}\n"
    "for p in ('stem', 'block1'):\n"
    "    net.update({p + '.norm1.weight': g(4), p + '.norm1.bias': g(4),\n"
    "                p + '.norm1.running_mean': g(4),\n"
    "                p + '.norm1.running_var': [abs(v) + .1 for v in g(4)]})\n"
    "def make():\n"
    "    os.mkdir('table')\n"
    "    for p in rows:\n"
    "        with open('table/' + p + '.csv', 'w') as f:\n"
    "            f.writelines('%r,%r,class%d\\n' % tuple(r) for r in rows[p])\n"
    "    h, data = {}, b''\n"
    "    for k in sorted(net):\n"
    "        b = struct.pack('<%dd' % len(flat(net[k])), *flat(net[k]))\n"
    "        h[k] = {'dtype': 'F64', 'shape': shape(net[k]),\n"
    "                'data_offsets': [len(data), len(data) + len(b)]}\n"
    "        data += b\n"
    "    h['stem.norm1.num_batches_tracked'] = {'dtype': 'I64', 'shape': [],\n"
    "        'data_offsets': [len(data), len(data) + 8]}\n"
    "    data += struct.pack('<q', 7)\n"
    "    t = json.dumps(h).encode()\n"
    "    with open('python.st', 'wb') as f:\n"
    "        f.write(struct.pack('<Q', len(t)) + t + data)\n"
    "def times(w, x): return [sum(a * b for a, b in zip(r, x)) for r in w]\n"
    "def hidden(p, h):\n"
    "    n = [net[p + '.norm1.' + k] for k in ('weight', 'bias', 'running_mean', 'running_var')]\n"
    "    return [max(0, (v - m) / math.sqrt(s + 1e-5) * a + b) for v, a, b, m, s in zip(h, *n)]\n"
    "def check():\n"
    "    result = json.load(open('child.out'))\n"
    "    lines = open('l.csv').read().split()[1:]\n"
    "    assert len(lines) == 37\n"
    "    mean = [sum(r[i] for r in rows['train']) / 40 for i in (0, 1)]\n"
    "    dev = [math.sqrt(sum((r[i] - mean[i])**2 for r in rows['train']) / 40) for i in (0, 1)]\n"
    "    loss = right = 0\n"
    "    for r, line in zip(rows['test'], lines):\n"
    "        x = [(r[i] - mean[i]) / dev[i] for i in (0, 1)]\n"
    "        h = hidden('stem', times(net['stem.weight'], x))\n"
    "        h = hidden('block1', times(net['block1.layer1.weight'], h))\n"
    "        y = [a + b for a, b in zip(times(net['head.weight'], h), net['head.bias'])]\n"
    "        got = list(map(float, line.split(',')))\n"
    "        assert got[1] == r[2] and got[2] == y.index(max(y)), (got, r, y)\n"
    "        assert all(abs(a - b) < 1e-4 for a, b in zip(got[3:], y)), (got, y)\n"
    "        loss += (math.log(sum(map(math.exp, y))) - y[r[2]]) / 37\n"
    "        right += (y.index(max(y)) == r[2]) / 37\n"
    "    assert abs(result['test_loss'] - loss) < 1e-5 and abs(result['test_acc'] - right) < 1e-9\n"
    "os.chdir(os.path.dirname(sys.argv[0]))\n"
    "make() if sys.argv[1] == 'make' else check()\n";

static void a_file_of_somebody_else_gives_what_it_must(void **state)
{
    char command[400];
    if (system("python3 -c 1 2>/dev/null"))
        skip();
    write_file(*state, "judge.py", judge);
    snprintf(command, sizeof command, "python3 '%s/judge.py' make", (char *)*state);
    assert_int_equal(system(command), 0);
    assert_prints(run_command(state,
                              "import python.st --data table --depth 1 --span 1 --width 4 --norm "
                              "batch"),
                  0, out, "12 tensors fit, 71 numbers; 1 ignored");
    assert_prints(run_command(state,
                              "eval --weights python.st --data table --depth 1 --span 1 --width 4 "
                              "--norm batch --batch 16 --logits l.csv --json"),
                  0, out, "\"test_samples\": 37");
    snprintf(command, sizeof command, "python3 '%s/judge.py' check", (char *)*state);
    assert_int_equal(system(command), 0);
}

static void what_cannot_be_evaluated_is_said(void **state)
{
    assert_prints(run_command(state, "eval --db lab.db"), 2, err, "a run, or --weights FILE?");
    assert_prints(run_command(state, "eval 1 --weights w.st --db lab.db"), 2, err,
                  "a run, or --weights");
    assert_prints(run_command(state, "eval 1 --depth 4 --db lab.db"), 2, err,
                  "a run has its settings");
    assert_prints(run_command(state, "eval small --db lab.db"), 2, err, "12 runs fit; still open");
    assert_prints(run_command(state, "eval wild --db lab.db"), 65, err,
                  "is diverged: it has no final");
    assert_prints(run_command(state, "eval 1 --data . --db lab.db"), 2, err,
                  "--data is not for it");
    assert_prints(run_command(state, "eval --weights small.yaml"), 65, err,
                  "small.yaml: no safetensors");
    assert_prints(run_command(state, "eval --weights w.st --width 9"), 65, err,
                  "w.st does not fit the net: 0 missing");
    assert_prints(run_command(state, "eval 1 --logits no/l.csv --db lab.db"), 73, err, "no/l.csv");
    assert_prints(run_command(state, "eval 1 --logits /dev/full --db lab.db"), 74, err,
                  "/dev/full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_has_the_scores_it_ended_with),
        cmocka_unit_test(the_logits_have_the_accuracy),
        cmocka_unit_test(a_file_of_somebody_else_gives_what_it_must),
        cmocka_unit_test(what_cannot_be_evaluated_is_said),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
