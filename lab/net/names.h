/* The words that a net_spec may use: the i-th of each kind, NULL past the last. An init and a shortcut
 * may carry a number, as in normal(0.1). Each function stands beside the table that it reads: block_name in
 * block.c; form_name and variant_name in family.c. */
#pragma once

const char *family_name(int i);
const char *block_name(int i);
const char *shortcut_name(int i);
const char *norm_name(int i);
const char *activation_name(int i);
const char *init_name(int i);
const char *branch_name(int i);
const char *form_name(int i);
const char *order_name(int i);
const char *variant_name(int i);
