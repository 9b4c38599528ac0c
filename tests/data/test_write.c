/* What is written is read back by the readers, equal. */
#include "lab/data/write.h"
#include "tests/data/files.h"

static FILE *create(const char *dir, const char *name)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    return out;
}

static struct picks all_of(const struct loaded *l, const struct part *part)
{
    struct arena *arena = (struct arena *)(uintptr_t)&l->arena;
    int *sample = arena_alloc(arena, (size_t)part->count * sizeof *sample);
    for (int i = 0; i < part->count; i++)
        sample[i] = i;
    return (struct picks){part->count, sample};
}

/* Sample i of the set that was read back is sample row[i] of what was written. */
static void check_part(const struct loaded *l, const struct part *got, const struct part *want)
{
    const int features = dataset_features(&l->d);
    assert_int_equal(got->count, want->count);
    for (int i = 0; i < got->count; i++) {
        const int row = got->row[i];
        assert_int_equal(got->label[i], want->label[row]);
        for (int f = 0; f < features; f++)
            check_near((double)got->x[i * features + f], (double)(float)want->x[row * features + f],
                       sizeof(real) == sizeof(float) ? 0 : 1e-6);
    }
}

static void check_read_back(const struct loaded *set, const char *name, const char *dir)
{
    const struct data_spec spec = {.name = name, .path = dir, .label = ""};
    struct loaded l;
    if (load_set(&l, &spec, true))
        fail_msg("%s", l.failure.message);
    assert_int_equal(dataset_features(&l.d), dataset_features(&set->d));
    check_part(&l, &l.d.train, &set->d.train);
    check_part(&l, &l.d.test, &set->d.test);
    arena_close(&l.arena);
}

static void write_idx(const struct loaded *l, const char *dir, bool bytes)
{
    const struct part *part[] = {&l->d.train, &l->d.test};
    for (int k = 0; k < 2; k++) {
        char name[60];
        const struct picks picks = all_of(l, part[k]);
        snprintf(name, sizeof name, "%s-images-idx%d-%s", k ? "t10k" : "train",
                 data_idx_rank(&l->d), bytes ? "ubyte" : "float");
        FILE *out = create(dir, name);
        data_write_idx_numbers(out, &l->d, part[k], &picks, bytes);
        fclose(out);
        out = create(dir, k ? "t10k-labels-idx1-ubyte" : "train-labels-idx1-ubyte");
        data_write_idx_labels(out, part[k], &picks);
        fclose(out);
    }
}

/* Images of one channel, and rows of a table. */
static void any_set_is_read_back_equal(void **state)
{
    (void)state;
    const struct data_spec spec[] = {
        {.name = "glyphs", .path = "", .side = 6, .noise = .3, .train = 40, .test = 12},
        {.name = "teacher", .path = "", .features = 7, .classes = 4, .train = 60, .test = 15}};
    for (int k = 0; k < 2; k++)
        for (int raw = 0; raw < 2; raw++) {
            char *dir = temp_dir();
            struct loaded l;
            assert_int_equal(load_set(&l, &spec[k], raw), STATUS_OK);
            assert_false(data_is_bytes(&l.d));
            assert_int_equal(data_idx_rank(&l.d), k ? 2 : 3);
            write_idx(&l, dir, false);
            check_read_back(&l, "idx", dir);
            const struct part *part[] = {&l.d.train, &l.d.test};
            for (int p = 0; p < 2; p++) {
                const struct picks picks = all_of(&l, part[p]);
                FILE *out = create(dir, p ? "test.csv" : "train.csv");
                data_write_csv(out, &l.d, part[p], &picks);
                fclose(out);
            }
            if (k) /* classes of a table are sorted as the teacher's are: 0, 1, 2, 3 */
                check_read_back(&l, "csv", dir);
            arena_close(&l.arena);
            remove_dir(dir);
        }
}

/* Colour images of bytes: the file is what the format of MNIST would be. */
static void bytes_stay_bytes(void **state)
{
    (void)state;
    enum { N = 6, F = 2 * 2 * 3 };
    char *dir = temp_dir(), path[PATH_BYTES];
    unsigned char got[20 + N * F + 1];
    struct loaded l = {0};
    arena_open(&l.arena, 1 << 20);
    l.d = (struct dataset){.channels = 2, .height = 2, .width = 3, .classes = 2};
    struct part *part[] = {&l.d.train, &l.d.test};
    for (int k = 0; k < 2; k++) {
        *part[k] = (struct part){N, arena_alloc(&l.arena, N * F * sizeof(real)),
                                 arena_alloc(&l.arena, N * sizeof(int)), NULL};
        for (int i = 0; i < N * F; i++)
            part[k]->x[i] = (real)(i * 3 + k) / 255;
        for (int i = 0; i < N; i++)
            part[k]->label[i] = i % 2;
    }
    assert_true(data_is_bytes(&l.d));
    write_idx(&l, dir, true);
    check_read_back(&l, "idx", dir);
    snprintf(path, sizeof path, "%s/train-images-idx4-ubyte", dir);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(fread(got, 1, sizeof got, in), sizeof got - 1);
    fclose(in);
    assert_memory_equal(got, "\0\0\10\4\0\0\0\6\0\0\0\2\0\0\0\2\0\0\0\3\0\3\6", 23);
    l.d.test.x[5] += (real).001;
    assert_false(data_is_bytes(&l.d));
    arena_close(&l.arena);
    remove_dir(dir);
}

static void samples_come_as_they_are_picked_and_names_are_quoted(void **state)
{
    (void)state;
    const char *names[] = {"plain", "a, \"b\""};
    real x[] = {(real).1, -2, 3, (real)1e-7};
    int label[] = {0, 1};
    struct dataset d = {.channels = 2, .height = 1, .width = 1, .classes = 2, .class_name = names};
    const struct part part = {2, x, label, NULL};
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    data_write_csv(out, &d, &part, &(struct picks){3, (const int[]){1, 0, 1}});
    fclose(out);
    assert_string_equal(text, "x1,x2,label\n3,1e-07,\"a, \"\"b\"\"\"\n0.1,-2,plain\n"
                              "3,1e-07,\"a, \"\"b\"\"\"\n");
    free(text);
    d.origin = (double[]){1700000000, 0}; /* is put back */
    out = open_memstream(&text, &n);
    data_write_csv(out, &d, &part, &(struct picks){1, (const int[]){1}});
    fclose(out);
    assert_string_equal(text, "x1,x2,label\n1700000003,1e-07,\"a, \"\"b\"\"\"\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_set_is_read_back_equal),
        cmocka_unit_test(bytes_stay_bytes),
        cmocka_unit_test(samples_come_as_they_are_picked_and_names_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
