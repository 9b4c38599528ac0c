/* The same rows in five orders: the same bytes in the database, whatever the format. */
#include "lab/base/rng.h"
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

enum { TRAIN = 120, TEST = 30, ORDERS = 5, SIDE = 4, CLASSES = 4 };

static const char spec[] = "question: q\nnet: {width: 8, depth: 2, norm: batch}\n"
                           "train: {steps: 12, batch: 16, evaluate: 5}\n"
                           "probe: {linear-probe: [final], rank: [0]}\n";

static int folder_open(void **state)
{
    *state = temp_dir();
    write_file(*state, "x.yaml", spec);
    return 0;
}

/* Pixel p of sample i of a part. The file of order 0 is sorted by class, and every fifth row is a copy. */
static int pixel(int part, int i, int p)
{
    const int row = i % 5 ? i : i / 25;
    return (int)stream_below(stream_of(7, PURPOSE_TEST, (uint64_t)(1000 * part + row), 0),
                             (uint64_t)p, 200) +
           10 * (4 * row / TRAIN);
}

static int label(int i)
{
    return CLASSES * (i % 5 ? i : i / 25) / TRAIN;
}

static void in_order(int k, int part, int *order)
{
    const int n = part ? TEST : TRAIN;
    for (int i = 0; i < n; i++)
        order[i] = i;
    if (k)
        stream_permutation(stream_of((uint64_t)k, PURPOSE_TEST, 1, 0), order, n);
}

static FILE *create(void **state, const char *folder, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s/%s", (char *)*state, folder, name);
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    return out;
}

static void write_csv(void **state, const char *folder, int k)
{
    for (int part = 0; part < 2; part++) {
        int order[TRAIN];
        FILE *out = create(state, folder, part ? "test.csv" : "train.csv");
        in_order(k, part, order);
        for (int i = 0; i < (part ? TEST : TRAIN); i++) {
            for (int p = 0; p < 5; p++)
                fprintf(out, "%d.%d,", pixel(part, order[i], p), p);
            fprintf(out, "class %d\n", label(order[i]));
        }
        fclose(out);
    }
}

static void put_word(FILE *out, int v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        putc(v >> shift & 255, out);
}

static void write_idx(void **state, const char *folder, int k)
{
    for (int part = 0; part < 2; part++) {
        int order[TRAIN], n = part ? TEST : TRAIN;
        FILE *images =
                 create(state, folder, part ? "t10k-images-idx3-ubyte" : "train-images-idx3-ubyte"),
             *labels =
                 create(state, folder, part ? "t10k-labels-idx1-ubyte" : "train-labels-idx1-ubyte");
        in_order(k, part, order);
        put_word(images, 0x803);
        put_word(labels, 0x801);
        put_word(images, n);
        put_word(labels, n);
        put_word(images, SIDE);
        put_word(images, SIDE);
        for (int i = 0; i < n; i++) {
            putc(label(order[i]), labels);
            for (int p = 0; p < SIDE * SIDE; p++)
                putc(pixel(part, order[i], p), images);
        }
        fclose(images);
        fclose(labels);
    }
}

/* CIFAR-100's layout: coarse label, fine label, 3 x 32 x 32. */
static void write_cifar(void **state, const char *folder, int k)
{
    for (int part = 0; part < 2; part++) {
        int order[TRAIN];
        FILE *out = create(state, folder, part ? "test.bin" : "train.bin");
        in_order(k, part, order);
        for (int i = 0; i < (part ? TEST : TRAIN); i++) {
            putc(label(order[i]), out);
            putc(25 * label(order[i]), out);
            for (int p = 0; p < 3 * 32 * 32; p++)
                putc(pixel(part, order[i], p % 50), out);
        }
        fclose(out);
    }
}

/* All that was measured, and what the run is named by, into out.txt of the folder, which must be that of
 * the first order. */
static void compare(void **state, const char *folder, const char *first)
{
    char command[1000];
    snprintf(
        command, sizeof command,
        "cd '%s' && { for q in 'uuid, cell FROM run' 'train_loss, train_acc, train_loss_eval, "
        "test_loss, test_acc FROM final' '* FROM curve' '* FROM gradient' '* FROM linear_probe' "
        "'* FROM rank' '* FROM knn' 'step, hex(data) FROM checkpoint'; do sqlite3 %s/x.db "
        "\"SELECT $q\" || exit 1; done; } > %s/out.txt && [ $(wc -c < %s/out.txt) -gt 2000 ] && "
        "cmp %s/out.txt %s/out.txt",
        (char *)*state, folder, folder, folder, folder, first);
    if (system(command))
        fail_msg("%s does not give what %s does", folder, first);
}

static void check_orders(void **state, const char *format,
                         void (*write)(void **, const char *, int), const char *options)
{
    for (int k = 0; k < ORDERS; k++) {
        char folder[40], first[40], words[300], path[300];
        snprintf(folder, sizeof folder, "%s%d", format, k);
        snprintf(first, sizeof first, "%s0", format);
        snprintf(path, sizeof path, "%s/%s", (char *)*state, folder);
        assert_int_equal(mkdir(path, 0777), 0);
        write(state, folder, k);
        snprintf(words, sizeof words, "run x.yaml --data %s --db %s/x.db %s", folder, folder,
                 options);
        assert_prints(run_command(state, words), 0, out, "1 done");
        snprintf(words, sizeof words, "probe knn x --data %s --db %s/x.db --samples 40", folder,
                 folder);
        assert_prints(run_command(state, words), 0, out, "");
        compare(state, folder, first);
    }
}

static void a_table_may_lie_in_any_order(void **state)
{
    check_orders(state, "csv", write_csv, "--take 50");
}

static void idx_files_may_lie_in_any_order(void **state)
{
    check_orders(state, "idx", write_idx, "--take 40 --seed 3");
}

static void cifar_files_may_lie_in_any_order(void **state)
{
    check_orders(state, "cifar", write_cifar, "");
    assert_prints(run_command(state, "data check cifar3"), 0, out,
                  "3 x 32 x 32 numbers a sample, 100 classes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_may_lie_in_any_order),
        cmocka_unit_test(idx_files_may_lie_in_any_order),
        cmocka_unit_test(cifar_files_may_lie_in_any_order),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}
