/* Small sets written byte by byte, in both forms, then damaged. */
#include "tests/data/files.h"
#include <sys/stat.h>

enum { PIXELS = 3072, MOST = 5, ROOM = MOST * (2 + PIXELS) + 1 };

/* One of the two forms, with so many records in each file. */
static const struct form {
    const char *folder, *member[6];
    int files, labels, records[6];
} forms[] = {
    {"cifar-10-batches-bin",
     {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"},
     6,
     1,
     {3, 1, 5, 2, 4, 3}},
    {"cifar-100-binary", {"train", "test"}, 2, 2, {5, 4}}};

static unsigned char byte_of(int file, int record, int p)
{
    return (unsigned char)(file * 50 + record * 17 + p * 7 + p / 1024 * 90);
}

static int class_of(const struct form *form, int file, int record)
{
    return (file * 3 + record * 7) % (form->labels == 1 ? 10 : 100);
}

static size_t make_file(const struct form *form, int file, unsigned char *b)
{
    size_t n = 0;
    for (int r = 0; r < form->records[file]; r++) {
        if (form->labels == 2)
            b[n++] = (unsigned char)(19 - r);
        b[n++] = (unsigned char)class_of(form, file, r);
        for (int p = 0; p < PIXELS; p++)
            b[n++] = byte_of(file, r, p);
    }
    return n;
}

static void write_member(const char *dir, const struct form *form, int file, const char *ending,
                         const unsigned char *b, size_t n)
{
    char name[100];
    snprintf(name, sizeof name, "%s%s", form->member[file], ending);
    write_file(dir, name, b, n);
}

static void write_set(const char *dir, const struct form *form, const char *ending)
{
    static unsigned char b[ROOM];
    for (int m = 0; m < form->files; m++)
        write_member(dir, form, m, ending, b, make_file(form, m, b));
}

static struct data_spec spec_of(const char *dir)
{
    return (struct data_spec){.name = "cifar", .path = dir, .label = ""};
}

static void check_part(const struct part *part, const struct form *form, int first, int end)
{
    int n = 0;
    for (int m = first; m < end; m++)
        n += form->records[m];
    assert_int_equal(part->count, n);
    for (int i = 0; i < n; i++) {
        int m = first, r = part->row[i];
        for (; r >= form->records[m]; m++)
            r -= form->records[m];
        assert_int_equal(part->label[i], class_of(form, m, r));
        for (int p = 0; p < PIXELS; p++)
            check_near((double)part->x[i * PIXELS + p], byte_of(m, r, p) / 255., 1e-7);
    }
}

static void check_set(const char *path, const struct form *form, struct loaded *l)
{
    struct data_spec spec = spec_of(path);
    if (load_set(l, &spec, true))
        fail_msg("%s", l->failure.message);
    assert_int_equal(l->d.channels, 3);
    assert_int_equal(l->d.height, 32);
    assert_int_equal(l->d.width, 32);
    assert_int_equal(l->d.classes, form->labels == 1 ? 10 : 100);
    check_part(&l->d.train, form, 0, form->files - 1);
    check_part(&l->d.test, form, form->files - 1, form->files);
}

static void both_forms_are_read_plain_packed_and_from_the_folder_above(void **state)
{
    (void)state;
    for (int k = 0; k < 8; k++) {
        const struct form *form = &forms[k % 2];
        char *dir = temp_dir(), inside[PATH_BYTES];
        struct failure failure = {0};
        struct loaded l;
        snprintf(inside, sizeof inside, "%s/%s", dir, form->folder);
        if (k & 2)
            assert_int_equal(mkdir(inside, 0777), 0);
        write_set(k & 2 ? inside : dir, form, k & 4 ? ".bin.gz" : ".bin");
        assert_string_equal(data_sniff(dir, &failure), "cifar");
        check_set(dir, form, &l);
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

static void classes_have_the_names_of_the_file_else_the_known_ones(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        char *dir = temp_dir(), names[2000] = "";
        const char *file = k ? "fine_label_names.txt" : "batches.meta.txt";
        struct data_spec spec = spec_of(dir);
        struct loaded l;
        write_set(dir, &forms[k], ".bin");
        check_set(dir, &forms[k], &l);
        assert_string_equal(l.d.class_name[3], k ? "3" : "cat");
        assert_string_equal(l.d.class_name[9], k ? "9" : "truck");
        arena_close(&l.arena);

        for (int c = 0; c < l.d.classes; c++)
            sprintf(names + strlen(names), "kind %d\r\n", c);
        strcat(names, "\n"); /* as the official file has it */
        write_text(dir, file, names);
        check_set(dir, &forms[k], &l);
        assert_string_equal(l.d.class_name[9], "kind 9");
        arena_close(&l.arena);

        for (int more = 0; more < 2; more++) {
            strcpy(strrchr(names, 'k'), more ? "x\ny\nz\n" : "");
            write_text(dir, file, names);
            assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
            check_message(&l.failure, dir, file, more ? (k ? "101 names" : "11 names") : " names",
                          k ? "100 classes" : "10 classes");
            arena_close(&l.arena);
        }
        remove_dir(dir);
    }
}

/* The set with a file replaced must be refused, naming the file and the byte. */
static void check_refused(const char *dir, const struct form *form, int file,
                          const unsigned char *b, size_t n, const char *message)
{
    struct data_spec spec = spec_of(dir);
    struct loaded l;
    write_member(dir, form, file, ".bin", b, n);
    if (load_set(&l, &spec, true) != STATUS_DATA)
        fail_msg("%s with %zu bytes was not refused: %s", form->member[file], n, l.failure.message);
    check_message(&l.failure, dir, form->member[file], message);
    arena_close(&l.arena);
}

static void a_file_cut_inside_a_record_is_named_with_the_byte_at_which_it_ends(void **state)
{
    (void)state;
    static unsigned char b[ROOM];
    for (int k = 0; k < 2; k++) {
        char *dir = temp_dir();
        write_set(dir, &forms[k], ".bin");
        for (int m = 0; m < forms[k].files; m++) {
            size_t full = make_file(&forms[k], m, b), record = PIXELS + (size_t)forms[k].labels;
            const size_t cut[] = {0, 1, record - 1, full - 1, full + 1};
            for (int i = 0; i < 5; i++) {
                char message[80];
                snprintf(message, sizeof message, ".bin: ends at byte %zu, inside a record of %zu",
                         cut[i], record);
                check_refused(dir, &forms[k], m, b, cut[i], message);
            }
            write_member(dir, &forms[k], m, ".bin", b, full);
        }
        remove_dir(dir);
    }
}

static void a_label_that_is_no_class_is_named(void **state)
{
    (void)state;
    static unsigned char b[ROOM];
    for (int k = 0; k < 2; k++) {
        char *dir = temp_dir();
        write_set(dir, &forms[k], ".bin");
        for (int m = 0; m < forms[k].files; m++)
            for (int label = 0; label < forms[k].labels; label++) {
                size_t n = make_file(&forms[k], m, b);
                bool coarse = label < forms[k].labels - 1;
                int limit = coarse ? 20 : k ? 100 : 10, last = forms[k].records[m] - 1;
                size_t at = (size_t)(last * (PIXELS + forms[k].labels) + label);
                char message[80];
                b[at] = (unsigned char)limit;
                snprintf(message, sizeof message, ".bin: byte %zu: label %d; the %sclasses", at,
                         limit, coarse ? "coarse " : "");
                check_refused(dir, &forms[k], m, b, n, message);
                write_member(dir, &forms[k], m, ".bin", b, make_file(&forms[k], m, b));
            }
        remove_dir(dir);
    }
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++)
        for (int m = 0; m < forms[k].files; m++) {
            char *dir = temp_dir(), path[PATH_BYTES];
            struct data_spec spec = spec_of(dir);
            struct loaded l;
            write_set(dir, &forms[k], ".bin");
            snprintf(path, sizeof path, "%s/%s.bin", dir, forms[k].member[m]);
            assert_int_equal(remove(path), 0);
            assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
            check_message(&l.failure, dir, "there is no ", forms[k].member[m]);
            arena_close(&l.arena);
            remove_dir(dir);
        }
}

static void a_folder_without_any_of_the_files_is_refused(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    struct loaded l;
    assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
    check_message(&l.failure, dir, "data_batch_1.bin");
    arena_close(&l.arena);
    remove_dir(dir);
}

static void each_channel_is_standardised_and_black_with_it(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    struct loaded raw, l;
    write_set(dir, &forms[0], ".bin");
    assert_int_equal(load_set(&raw, &spec, true), STATUS_OK);
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    assert_true(l.d.checksum != 0);
    for (int c = 0; c < 3; c++) {
        double sum = 0, square = 0, n = 1024. * raw.d.train.count;
        for (int i = 0; i < raw.d.train.count; i++)
            for (int p = 0; p < 1024; p++) {
                double x = (double)raw.d.train.x[(i * 3 + c) * 1024 + p];
                sum += x / n;
                square += x * x / n;
            }
        double deviation = sqrt(square - sum * sum);
        check_near((double)l.d.black[c], -sum / deviation, 1e-5);
        check_near((double)l.d.test.x[c * 1024 + 5],
                   ((double)raw.d.test.x[c * 1024 + 5] - sum) / deviation, 1e-5);
    }
    arena_close(&raw.arena);
    arena_close(&l.arena);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_are_read_plain_packed_and_from_the_folder_above),
        cmocka_unit_test(classes_have_the_names_of_the_file_else_the_known_ones),
        cmocka_unit_test(a_file_cut_inside_a_record_is_named_with_the_byte_at_which_it_ends),
        cmocka_unit_test(a_label_that_is_no_class_is_named),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_folder_without_any_of_the_files_is_refused),
        cmocka_unit_test(each_channel_is_standardised_and_black_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
