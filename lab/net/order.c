#include "lab/net/order.h"
#include "lab/net/names.h"
#include <stddef.h>
#include <string.h>

static const struct order orders[] = {
    {"original", false, false, false, true},
    {"norm-after-add", false, false, true, true},
    {"relu-before-add", false, false, false, false},
    {"relu-only-preact", false, true, false, false},
    {"full-preact", true, true, false, false},
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
