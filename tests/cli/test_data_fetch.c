/* From a server into the cache, and from there into a run: as a user types it. */
#include "tests/cli/trained_sweep.h"
#include "tests/fetch/http_server.h"

struct lab {
    char *folder;
    struct http_server server;
};

/* A set of small images on the server, and what says where it lies. */
static int lab_open(void **state)
{
    static const char *const member[] = {"train-images-idx3-float", "train-labels-idx1-ubyte",
                                         "t10k-images-idx3-float", "t10k-labels-idx1-ubyte"};
    struct lab *l = calloc(1, sizeof *l);
    char text[2000] = "", md5[33], cache[100];
    l->folder = temp_dir();
    struct child_result *made =
        child_run(l->folder, "data export --side 6 --train 60 --test 20 --format idx --output set");
    assert_int_equal(made->exit, 0);
    free(made);
    snprintf(cache, sizeof cache, "%s/set", l->folder);
    l->server = http_start(cache);
    for (int i = 0; i < 4; i++) {
        md5_of(cache, member[i], md5);
        snprintf(text + strlen(text), sizeof text - strlen(text), "tiny %s %s/good/%s\n", md5,
                 l->server.url, member[i]);
    }
    write_file(l->folder, "sources", text);
    write_file(l->folder, "small.yaml",
               "question: q\nnet: {width: 8, depth: 2}\ntrain: {steps: 3, batch: 16}\n");
    snprintf(cache, sizeof cache, "%s/cache", l->folder);
    setenv("XDG_CACHE_HOME", cache, 1);
    *state = l;
    return 0;
}

static int lab_close(void **state)
{
    struct lab *l = *state;
    http_stop(&l->server);
    remove_dir(l->folder);
    free(l);
    return 0;
}

static struct child_result *in_lab(void **state, const char *words)
{
    return run_command((void **)&((struct lab *)*state)->folder, words);
}

static void a_set_that_was_not_fetched_is_explained(void **state)
{
    assert_prints(in_lab(state, "run small.yaml --data tiny --db lab.db"), 65, err,
                  "depthlab data fetch");
    assert_prints(in_lab(state, "data check tiny"), 65, err, "no set of this name was fetched");
    struct child_result *r = in_lab(state, "data check ./tiny");
    assert_prints(r, 65, err, "./tiny: cannot be read");
    assert_null(strstr(r->err, "fetch"));
}

static void a_fetched_set_is_trained_on_by_its_name(void **state)
{
    if (!has_curl())
        skip();
    struct child_result *r = in_lab(state, "data fetch tiny --sources sources");
    assert_prints(r, 0, out, "/cache/depthlab/tiny; use it by --data tiny");
    assert_prints(r, 0, err, "fetching http://127.0.0.1");
    assert_string_equal(in_lab(state, "data fetch tiny --sources sources")->err, "");
    assert_prints(in_lab(state, "data fetch --sources sources"), 0, out, "/cache/depthlab/tiny");
    assert_prints(in_lab(state, "data check tiny"), 0, out, "1 x 6 x 6 numbers a sample");
    assert_prints(in_lab(state, "run small.yaml --data tiny --db lab.db"), 0, out, "1 done");
    assert_prints(in_lab(state, "verify --data tiny --db lab.db"), 0, out, "");
    assert_prints(in_lab(state, "export small --weights w --data tiny --db lab.db"), 0, out, "");
}

static void what_can_be_fetched_is_listed(void **state)
{
    assert_prints(in_lab(state, "data fetch"), 0, out, "cifar100       not fetched");
    check_json((void **)&((struct lab *)*state)->folder, "data fetch --json",
               "[s[\"name\"] for s in d if not s[\"fetched\"]][1] == \"fashion-mnist\"");
}

static void words_that_are_not_understood_are_refused(void **state)
{
    assert_prints(in_lab(state, "data fetch fashion-mnst"), 2, err,
                  "did you mean `fashion-mnist`?");
    assert_prints(in_lab(state, "data fetch mnist --output x"), 2, err, "fetch does not take");
    assert_prints(in_lab(state, "data list --mirror x"), 2, err, "go with fetch");
    assert_prints(in_lab(state, "data fetch mnist --timeout 0"), 2, err, "from 1 to 3600");
    assert_prints(in_lab(state, "data fetch mnist --sources nothing"), 65, err, "nothing");
}

static void without_curl_it_is_said_what_to_install(void **state)
{
    const char *path = getenv("PATH");
    char *kept = strdup(path);
    setenv("PATH", "/nowhere", 1);
    setenv("XDG_CACHE_HOME", ((struct lab *)*state)->folder, 1);
    struct child_result *r = in_lab(state, "data fetch mnist");
    setenv("PATH", kept, 1);
    free(kept);
    assert_prints(r, 1, err,
                  "curl cannot be started: No such file or directory (Debian: apt install curl)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_that_was_not_fetched_is_explained),
        cmocka_unit_test(a_fetched_set_is_trained_on_by_its_name),
        cmocka_unit_test(what_can_be_fetched_is_listed),
        cmocka_unit_test(words_that_are_not_understood_are_refused),
        cmocka_unit_test(without_curl_it_is_said_what_to_install),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
