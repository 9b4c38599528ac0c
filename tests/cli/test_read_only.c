/* Where nothing may be written everything can be read: in a folder, or a database, of somebody else. */
#include "tests/cli/trained_sweep.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum { NOBODY = 65534 };

static const char out_words[] = "child.out", err_words[] = "child.err";

/* As one who may not write there: root, who may, becomes nobody. Its output goes to files that are there. */
static struct child_result *read_as_other(void **state, const char *words)
{
    const bool root = !geteuid();
    if (root && setresuid(NOBODY, NOBODY, 0))
        fail_msg("cannot become another user");
    struct child_result *result = run_command(state, words);
    if (root && setresuid(0, 0, 0))
        fail_msg("cannot become root again");
    return result;
}

static void set_mode(void **state, const char *name, mode_t mode)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    assert_int_equal(chmod(path, mode), 0);
}

static void shut(void **state)
{
    char path[300];
    write_file(*state, out_words, "");
    write_file(*state, err_words, "");
    set_mode(state, out_words, 0666);
    set_mode(state, err_words, 0666);
    snprintf(path, sizeof path, "%s/drawn", (char *)*state);
    mkdir(path, 0777);
    set_mode(state, "drawn", 0777);
    set_mode(state, "lab.db", 0444);
    set_mode(state, ".", 0555);
    if (read_as_other(state, "--version")->exit == 127)
        skip(); /* the program lies where nobody may go */
}

static void remove_log(void **state)
{
    char path[300];
    static const char *const end[] = {"-wal", "-shm", ".lock"};
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/lab.db%s", (char *)*state, end[i]);
        unlink(path);
    }
}

static int open_shut(void **state)
{
    trained_sweep_open(state);
    run_command(state, "publish public.db --db lab.db");
    remove_log(state); /* it is empty: every process has closed it */
    return 0;
}

static int open_again(void **state)
{
    set_mode(state, ".", 0755);
    return trained_sweep_close(state);
}

static void every_reader_reads_there(void **state)
{
    static const struct {
        const char *words, *says;
    } row[] = {
        {"list", "degradation"},
        {"status", "small         12    12"},
        {"status small --json", "\"train_loss\""},
        {"show small seed=1 block=plain depth=2", "training loss"},
        {"compare 1 2", "train_loss_eval"},
        {"export final", "\"run\""},
        {"export gradient --experiment small", "\"run\""},
        {"plot small.yaml --out drawn", "drawn/small/depth-curve.png"},
        {"report small.yaml --out drawn", "drawn/small.html"},
        {"prune --dry-run", "can be dropped"},
        {"check small.yaml", "12 of them trained"},
    };
    static const char *const db[] = {"lab.db", "public.db"};
    shut(state);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
            char words[200];
            snprintf(words, sizeof words, "%s --db %s", row[i].words, db[k]);
            assert_prints(read_as_other(state, words), 0, out, row[i].says);
        }
    for (int k = 0; k < 2; k++)
        assert_prints(read_as_other(state, k ? "verdict --db lab.db" : "verdict --db public.db"), 2,
                      err, "no verdicts yet");
    set_mode(state, ".", 0755);
}

static void what_is_drawn_can_lie_elsewhere(void **state)
{
    static const char *const words[] = {
        "plot small.yaml --db lab.db", "report small.yaml --db lab.db", "slides --exercises",
        "model small.yaml --depth 2 --block plain --svg", "data show"};
    shut(state);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_prints(read_as_other(state, words[i]), 73, err,
                      ": Permission denied; --out names another folder\n");
    assert_prints(read_as_other(state, "export final --db lab.db -o results/f.csv"), 73, err,
                  "results/f.csv: ");
    set_mode(state, ".", 0755);
}

static void who_would_write_is_told_why_he_cannot(void **state)
{
    static const char words[] = "run small.yaml --again --quiet --db lab.db";
    static const char says[] = "lab.db cannot be written: Permission denied; another --db names";
    shut(state);
    assert_prints(read_as_other(state, words), 73, err, says);
    set_mode(state, "lab.db", 0666);
    assert_prints(read_as_other(state, words), 73, err, says);
    set_mode(state, ".", 0755);
}

/* What has not come out of the log into the file would be missing. */
static void a_log_that_cannot_be_read_is_no_silence(void **state)
{
    set_mode(state, ".", 0755);
    char link[300];
    snprintf(link, sizeof link, "%s/link.db", (char *)*state);
    assert_int_equal(symlink("lab.db", link), 0);
    write_file(*state, "lab.db-wal", "the last changes");
    shut(state);
    assert_prints(read_as_other(state, "status --db lab.db"), 73, err,
                  "its last changes are in lab.db-wal; copy both files to a folder of your own");
    assert_prints(read_as_other(state, "status --db link.db"), 73, err,
                  "/lab.db-wal; copy both files to a folder of your own");
    set_mode(state, ".", 0755);
    remove_log(state);
}

/* What a dead writer left half done would be read as if it were whole. */
static void a_journal_that_cannot_be_rolled_back_is_no_silence(void **state)
{
    set_mode(state, ".", 0755);
    write_file(*state, "public.db-journal", "how it was before");
    shut(state);
    assert_prints(read_as_other(state, "status --db public.db"), 73, err,
                  "its last changes are in public.db-journal; copy both files to a folder of your");
    set_mode(state, ".", 0755);
}

/* A mount that is read-only for this process and its children alone; there SQLite cannot even read to write. */
static void a_read_only_mount_is_called_one(void **state)
{
    char lab[300], folder[300], copy[1000];
    snprintf(lab, sizeof lab, "%s/lab.db", (char *)*state);
    snprintf(folder, sizeof folder, "%s/mount", (char *)*state);
    snprintf(copy, sizeof copy, "mkdir '%s' && cp '%s' '%s'", folder, lab, folder);
    set_mode(state, ".", 0755);
    assert_int_equal(system(copy), 0);
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount(folder, folder, NULL, MS_BIND, NULL))
        skip();
    const int shut = mount(NULL, folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL);
    struct child_result *reads = run_command(state, "status --db mount/lab.db");
    assert_prints(reads, 0, out, "small         12    12");
    struct child_result *writes = run_command(state, "run small.yaml --again --db mount/lab.db");
    assert_int_equal(umount(folder) | shut, 0);
    assert_prints(writes, 73, err,
                  "mount/lab.db cannot be written: Read-only file system; another "
                  "--db names a database of your own\n");
}

static void an_older_layout_says_to_copy_it(void **state)
{
    char path[300];
    set_mode(state, ".", 0755);
    set_mode(state, "lab.db", 0644);
    snprintf(path, sizeof path, "%s/lab.db", (char *)*state);
    FILE *file = fopen(path, "r+e");
    fseek(file, 63, SEEK_SET); /* the last byte of user_version */
    fputc(4, file);
    fclose(file);
    shut(state);
    assert_prints(read_as_other(state, "status --db lab.db"), 65, err,
                  "layout 4, of an older program, and cannot be brought to layout");
    assert_prints(read_as_other(state, "status --db lab.db"), 65, err,
                  "copy it to a folder of your own and name the copy with --db");
    set_mode(state, ".", 0755);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reader_reads_there),
        cmocka_unit_test(what_is_drawn_can_lie_elsewhere),
        cmocka_unit_test(who_would_write_is_told_why_he_cannot),
        cmocka_unit_test(a_log_that_cannot_be_read_is_no_silence),
        cmocka_unit_test(a_journal_that_cannot_be_rolled_back_is_no_silence),
        cmocka_unit_test(a_read_only_mount_is_called_one),
        cmocka_unit_test(an_older_layout_says_to_copy_it),
    };
    return cmocka_run_group_tests(tests, open_shut, open_again);
}
