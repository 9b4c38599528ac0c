#include "lab/net/order.h"
#include "lab/net/names.h"
#include <stddef.h>
#include <string.h>

static const struct order orders[] = {
    {.name = "original", .act_after = true},
    {.name = "norm-after-add", .norm_after = true, .act_after = true},
    {.name = "relu-before-add"},
    {.name = "relu-only-preact", .act_first = true},
    {.name = "full-preact", .norm_first = true, .act_first = true},
};
enum { ORDERS = sizeof orders / sizeof *orders };

const char *order_name(int i)
{
    return i < ORDERS ? orders[i].name : NULL;
}

const struct order *order_find(const char *name)
{
    for (int i = 0; i < ORDERS; i++)
        if (!strcmp(orders[i].name, name))
            return &orders[i];
    return NULL;
}
