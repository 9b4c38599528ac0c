/* Judged by central differences, and by where each number goes: y[:, before + c] = x[:, c, ::s, ::s]. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static struct node *widened(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){2, n->in, 3});
    graph_want(x);
    return op_shortcut_pad(g, x, 5, 2);
}

static struct node *as_it_was(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 2, 1});
    graph_want(x);
    return op_shortcut_pad(g, x, n->in, 1);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = widened});
    opcheck(&(struct opcheck){.build = as_it_was});
}

static void check_places(struct shape in, int stride, int before, struct shape out)
{
    struct planes p;
    planes_open(&p, in);
    p.y = op_shortcut_pad(p.g, p.x, out.channels, stride);
    planes_run(&p);
    assert_true(shape_equal(p.y->shape, out));
    EACH_PLACE (p.y, n, c, i, j) {
        const bool within = c >= before && c < before + in.channels;
        check_near(y_at(&p, n, c, i, j),
                   within ? x_at(&p, n, c - before, stride * i, stride * j) : 0, 0);
    }
    EACH_PLACE (p.x, n, c, i, j) {
        const bool taken = i % stride == 0 && j % stride == 0;
        check_near(dx_at(&p, n, c, i, j),
                   taken ? dy_at(&p, n, before + c, i / stride, j / stride) : 0, 0);
    }
    check_near(p.y->op->flops(p.y), 0, 0);
    planes_close(&p);
}

static void every_number_has_its_place(void **state)
{
    (void)state;
    check_places((struct shape){4, 6, 4}, 2, 2, (struct shape){8, 3, 2});
    check_places((struct shape){2, 5, 7}, 2, 1, (struct shape){5, 3, 4});
    check_places((struct shape){3, 7, 4}, 3, 0, (struct shape){3, 3, 2});
    check_places((struct shape){1, 3, 2}, 1, 1, (struct shape){3, 3, 2});
}

static void refuses_fewer_channels_and_no_stride(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){4, 6, 6});
    assert_null(op_shortcut_pad(p.g, p.x, 3, 2));
    assert_string_equal(p.failure.message,
                        "shortcut_pad: 3 channels with stride 2 from 4 channels");
    planes_close(&p);
    planes_open(&p, (struct shape){4, 6, 6});
    assert_null(op_shortcut_pad(p.g, p.x, 8, 0));
    assert_string_equal(p.failure.message,
                        "shortcut_pad: 8 channels with stride 0 from 4 channels");
    planes_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(every_number_has_its_place),
        cmocka_unit_test(refuses_fewer_channels_and_no_stride),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
