/* The values of the authors' own test suite. */
#include "lab/base/hash.h"
#include "tests/support/check.h"

static void texts_have_the_published_hashes(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"", "cbf29ce484222325"}, {"a", "af63dc4c8601ec8c"}, {"foobar", "85944171f73967e8"}};
    char hash[HASH_BYTES];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        hash_text(known[i][0], hash);
        assert_string_equal(hash, known[i][1]);
    }
}

static void bytes_in_two_pieces_have_the_hash_of_the_whole(void **state)
{
    (void)state;
    uint64_t whole = HASH_START, pieces = HASH_START;
    hash_bytes(&whole, "foobar", 6);
    hash_bytes(&pieces, "foo", 3);
    hash_bytes(&pieces, "bar", 3);
    assert_true(whole == UINT64_C(0x85944171f73967e8));
    assert_true(pieces == whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_have_the_published_hashes),
        cmocka_unit_test(bytes_in_two_pieces_have_the_hash_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
