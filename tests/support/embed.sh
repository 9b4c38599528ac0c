#!/bin/sh
# Turn files into C strings: lab/store/schema.sql becomes schema_sql, lab/book/book.css book_css.
set -eu
echo '/* Made by tests/support/embed.sh. */'
echo '#pragma once'
echo '#pragma GCC diagnostic push'
echo '#pragma GCC diagnostic ignored "-Woverlength-strings"'
for file; do
    name=$(basename "$file" | tr -c 'a-zA-Z0-9\n' _)
    echo "static const char ${name}[] ="
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/    "&\\n"/' "$file"
    echo '    "";'
done
echo '#pragma GCC diagnostic pop'
