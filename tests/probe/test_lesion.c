/* Judged by nets that were never larger: a net without a block is the shallower net with the other
 * blocks' weights. */
#include "lab/probe/lesion.h"
#include "tests/support/blocks.h"

static void a_net_without_a_block_is_the_shallower_net(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct probe_setup t;
        open_kind(&t, i);
        probe_setup_examine(&t, &probe_lesion);
        for (int gone = 0; gone <= BLOCKS; gone++) {
            int left[BLOCKS], n = 0;
            for (int b = 1; b <= BLOCKS; b++)
                if (b != gone)
                    left[n++] = b;
            const struct entry *e = memory_recorder_at(&t.recorded, "lesion", gone, ANY);
            assert_non_null(e);
            check_score(e->value, score_of_blocks(&t, left, n));
        }
        probe_setup_close(&t);
    }
}

/* The row of each draw and number deleted is that of some net with so many blocks left; and each draw
 * only takes away: its last survivors are among the earlier ones. */
static void deletions_of_a_draw_are_nested(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct probe_setup t;
        open_kind(&t, i);
        probe_setup_examine(&t, &probe_lesion);
        double loss[1 << BLOCKS] = {0};
        for (unsigned set = 1; set < 1 << BLOCKS; set++) {
            int left[BLOCKS], n = 0;
            for (int b = 1; b <= BLOCKS; b++)
                if (set >> (b - 1) & 1)
                    left[n++] = b;
            loss[set] = score_of_blocks(&t, left, n).loss;
        }
        for (int draw = 0; draw < 5; draw++)
            for (unsigned k = 1, before = (1 << BLOCKS) - 1; k <= BLOCKS; k++) {
                const struct entry *e =
                    memory_recorder_at(&t.recorded, "lesion_many", (int)k, draw);
                assert_non_null(e);
                unsigned found = 0;
                for (unsigned set = 1; set < 1 << BLOCKS && k < BLOCKS; set++)
                    if (__builtin_popcount(set) == BLOCKS - (int)k && !(set & ~before) &&
                        fabs(loss[set] - e->value[1]) <= TIGHT * (1 + loss[set]))
                        found = set;
                assert_true(found || k == BLOCKS);
                before = found;
            }
        probe_setup_close(&t);
    }
}

/* Where the shape changes a residual net keeps its shortcut, and a plain block cannot be left out. */
static void blocks_that_change_the_shape(void **state)
{
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        struct probe_setup t;
        struct net_spec spec = spec_of(plain ? "plain" : "residual", 14, 4);
        spec.family = "cifar";
        spec.norm = "batch";
        open_stirred(&t, spec, (struct shape){3, 8, 7});
        probe_setup_examine(&t, &probe_lesion);
        for (int b = 1; b <= 6; b++) {
            const struct entry *e = memory_recorder_at(&t.recorded, "lesion", b, ANY);
            const bool changes = b == 3 || b == 5;
            assert_int_equal(e != NULL, !(plain && changes));
            if (plain)
                continue;
            char name[64];
            for (int k = 0; k < 2; k++) {
                snprintf(name, sizeof name, "%s.bn2.%s", probe_place_name(t.net, b),
                         k ? "bias" : "weight");
                struct param *p = param_named(t.net, name);
                assert_non_null(p);
                memset(p->value, 0, p->count * sizeof(real));
            }
            if (b > 1)
                continue; /* one at a time: the others' gains are gone by now */
            check_score(e->value, evaluate(t.net, &t.data.test, MODE_EVAL, &t.arena));
        }
        assert_null(memory_recorder_at(&t.recorded, "lesion_many", plain ? 5 : 7, 0));
        const struct entry *all = memory_recorder_at(&t.recorded, "lesion_many", 6, 0);
        if (!plain)
            check_score(all->value + 1, evaluate(t.net, &t.data.test, MODE_EVAL, &t.arena));
        probe_setup_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_without_a_block_is_the_shallower_net),
        cmocka_unit_test(deletions_of_a_draw_are_nested),
        cmocka_unit_test(blocks_that_change_the_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
