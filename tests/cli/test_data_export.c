/* Out and in again: the same losses; and the order of a run is the one it had. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static void a_set_that_was_written_is_the_set(void **state)
{
    assert_prints(run_command(state, "data export --name teacher --features 5 --classes 3 --set "
                                     "data.train=80 --set data.test=20 --output out"),
                  0, out, "out: teacher of 5 x 1 x 1 numbers, raw, 3 classes\ntrain: 80 samples");
    assert_prints(run_command(state, "data export --data out --format idx --output idx"), 0, out,
                  "idx: csv of 5 x 1 x 1 numbers");
    write_file(*state, "x.yaml",
               "question: q\nnet: {width: 8, depth: 2}\ntrain: {steps: 20, batch: 16}\n");
    assert_prints(run_command(state, "run x.yaml --data out --db a.db"), 0, out, "1 done");
    assert_prints(run_command(state, "run x.yaml --data idx --db b.db"), 0, out, "1 done");
    check_json(state, "data check out --json", "d[\"train\"] == 80 and d[\"classes\"] == 3");
    check_json(state, "data check idx --json", "d[\"train\"] == 80 and d[\"channels\"] == 5");
    assert_true(value_in(state, "a.db", "SELECT train_loss FROM final") > 0);
}

static void what_cannot_be_written_is_said(void **state)
{
    static const struct {
        const char *words;
        int code;
        const char *says;
    } law[] = {
        {"data export", 2, "export wants --output FOLDER"},
        {"data export -o f --format png", 2, "--format is csv or idx, not `png`"},
        {"data export -o f --epochs 2", 2, "--epochs goes with a run"},
        {"data export 1 -o f --depth 3 --db lab.db", 2, "a run has its settings"},
        {"data export -o f --seed 1..3", 2, "one set is written at a time, not 3"},
        {"data export -o small.yaml/f", 73, "small.yaml/f: Not a directory"},
        {"data export -o .", 73, ".: is not empty"},
        {"data export -o f --name teacher --classes 300 --format idx", 2,
         "IDX labels are bytes, and there are 300 classes"},
        {"data export small -o f --db lab.db", 2, "12 runs fit; still open"},
        {"data export -o f --data nowhere.csv", 65, "nowhere.csv: cannot be read"},
        {"data list -o f", 2, "list does not take the options of export"},
        {"data check . --take 3", 2, "check does not take the options of export"},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++)
        assert_prints(run_command(state, law[i].words), law[i].code, err, law[i].says);
}

/* What another command left behind when it was killed is no reason to take somebody's files for halves. */
static void a_folder_with_files_of_others_keeps_them(void **state)
{
    char folder[400];
    snprintf(folder, sizeof folder, "%s/mine", (char *)*state);
    mkdir(folder, 0777);
    write_file(*state, "mine/train.csv", "mine");
    write_file(*state, "mine/results.csv.1.depthlab", "");
    assert_prints(run_command(state, "data export -o mine"), 73, err, "mine: is not empty");
    write_file(*state, "mine/train.csv.1.depthlab", "");
    assert_prints(run_command(state, "data export -o mine"), 73, err, "mine: is not empty");
    write_file(*state, "mine/test.csv.1.depthlab", ""); /* so train.csv is the killed writer's */
    assert_prints(run_command(state, "data export -o mine"), 0, out, "train: 4000 samples");
}

static const char judge[] =
    "import csv, sys, os\n"
    "os.chdir(os.path.dirname(sys.argv[0]))\n"
    "def read(f): return list(csv.reader(open(f)))[1:]\n"
    "whole, order = read('whole/train.csv'), read('order/train.csv')\n"
    "assert len(whole) == 200 and len(order) == 600, len(order)\n"
    "for e in range(3): assert sorted(order[200*e:200*e+200]) == sorted(whole)\n"
    "share = []\n"
    "for s in range(21):\n"
    "    first = 200 * (s // 7) + 32 * (s % 7)\n"
    "    batch = order[first:first + (32 if s % 7 < 6 else 8)]\n"
    "    share.append(sum(r[-1] == sys.argv[1] for r in batch) / len(batch))\n"
    "accuracy = [float(line) for line in open('accuracy.txt')]\n"
    "assert len(accuracy) == 21 and all(abs(a - b) < 1e-6 for a, b in zip(share, accuracy)), "
    "(share, accuracy)\n";

/* A net that cannot learn (lr 0) and whose head is 0 says the first class of everything, so the accuracy of a
 * step is that class's share of its batch: the exported order must have the same shares. */
static void the_order_of_epochs_is_that_of_the_run(void **state)
{
    char command[600];
    if (system("python3 -c 1 2>/dev/null"))
        skip();
    write_file(*state, "still.yaml",
               "question: q\ndata: {side: 6, train: 200, test: 40}\n"
               "net: {width: 8, depth: 2, init: normal(0)}\n"
               "train: {steps: 20, batch: 32, lr: 0, log_curve: 1}\n");
    write_file(*state, "judge.py", judge);
    assert_prints(run_command(state, "run still.yaml --db still.db"), 0, out, "1 done");
    assert_prints(run_command(state, "data export still -o whole --standardised --db still.db"), 0,
                  out, "train: 200 samples");
    assert_prints(
        run_command(state, "data export 1 -o order --standardised --epochs 3 --db still.db"), 0,
        out, "train: 3 epochs of 200 samples, each in batches of 32");
    snprintf(
        command, sizeof command,
        "cd '%s' && sqlite3 still.db 'SELECT train_acc FROM curve ORDER BY step' > accuracy.txt "
        "&& python3 \"$PWD/judge.py\" box",
        (char *)*state);
    assert_int_equal(system(command), 0);
}

static void batch_norm_leaves_a_single_sample_out_and_crops_are_refused(void **state)
{
    write_file(*state, "one.yaml",
               "question: q\ndata: {side: 6, train: 65, test: 40}\n"
               "net: {width: 8, depth: 2, norm: batch}\ntrain: {steps: 2, batch: 32}\n");
    write_file(*state, "crop.yaml",
               "question: q\ndata: {side: 6, train: 65, test: 40, flip: 1}\n"
               "net: {width: 8, depth: 2}\ntrain: {steps: 2, batch: 32}\n");
    assert_prints(run_command(state, "run one.yaml crop.yaml --db one.db"), 0, out, "1 done");
    assert_prints(run_command(state, "data export one -o left --epochs 2 --db one.db"), 0, out,
                  "train: 2 epochs of 64 samples, each in batches of 32");
    assert_prints(run_command(state, "data export crop -o crop --epochs 2 --db one.db"), 2, err,
                  "crops or mirrors its images anew");
    assert_prints(run_command(state, "data export crop -o crop --db one.db"), 0, out, "65 samples");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_that_was_written_is_the_set),
        cmocka_unit_test(what_cannot_be_written_is_said),
        cmocka_unit_test(a_folder_with_files_of_others_keeps_them),
        cmocka_unit_test(the_order_of_epochs_is_that_of_the_run),
        cmocka_unit_test(batch_norm_leaves_a_single_sample_out_and_crops_are_refused),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
