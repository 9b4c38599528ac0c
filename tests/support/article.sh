#!/bin/sh
# article.sh: make the README's table of what the article says anew, from experiments/article.txt and the
# verdicts of results/reference/verdict.csv. `article.sh check` only says whether it is what they give.
set -eu
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# sentence's number, sentence, sign, experiment, statement
awk '
    /^#/ || /^$/ { next }
    /^[-+*] / {
        sign = substr($0, 1, 1); rest = substr($0, 3)
        colon = index(rest ":", ":")
        print number "\t" sentence "\t" sign "\t" substr(rest, 1, colon - 1) "\t" substr(rest, colon + 2)
        next
    }
    { number++; sentence = $0 }' experiments/article.txt >"$new/article.tsv"

# What may be said of a statement, once it has been judged on seeds of its own.
stands=$(head -n 1 results/reference/verdict.csv | grep -q '"stands"' && echo stands || echo verdict)

sqlite3 -batch >"$new/table" <<SQL
CREATE TABLE article (number INTEGER, sentence, sign, experiment, statement);
.mode ascii
.separator "\t" "\n"
.import $new/article.tsv article
.mode csv
.import results/reference/verdict.csv verdict
.mode list
.separator ""
WITH said AS (
    SELECT a.rowid AS place, a.*, CASE
        WHEN $stands IS NULL THEN 'missing'
        WHEN $stands = 'unconfirmed' THEN 'unconfirmed'
        WHEN $stands NOT IN ('supported', 'not supported') THEN 'open'
        WHEN ($stands = 'supported') = (sign <> '-') THEN 'for' ELSE 'against' END AS side
    FROM article AS a LEFT JOIN verdict AS v
    ON v.experiment = a.experiment AND (sign = '*' OR v.expectation = a.statement)),
counted AS (
    SELECT number, sentence, count(*) FILTER (WHERE side = 'for') AS yes, count(*) FILTER (WHERE side = 'against') AS no,
           count(*) FILTER (WHERE side = 'open') AS open, count(*) FILTER (WHERE side = 'missing') AS missing,
           count(*) FILTER (WHERE side = 'unconfirmed') AS bare
    FROM said GROUP BY number),
named AS (
    SELECT number, group_concat('\`' || experiment || '\`', ', ') AS experiments
    FROM (SELECT number, experiment FROM said GROUP BY number, experiment ORDER BY min(place)) GROUP BY number)
SELECT '| ' || sentence || ' | ' || experiments || ' | ' || CASE
        WHEN yes + no + open + bare = 0 THEN 'not in the reference yet'
        WHEN no + open + missing + bare = 0 THEN printf('**holds** (%d of %d statements)', yes, yes)
        WHEN yes + open + missing + bare = 0 THEN printf('**refuted** (%d of %d statements)', no, no)
        WHEN yes + no + open = 0 THEN printf('**not confirmed** (%d statements)', bare)
        WHEN yes + no = 0 THEN printf('**open** (%d statements)', open + bare)
        ELSE iif(no, iif(yes, '**in part**', '**refuted in part**'), '**open in part**')
             || ' (' || ltrim(iif(yes, yes || ' for it', '') || iif(no, ', ' || no || ' against', '') || iif(open, ', ' || open || ' open', '')
             || iif(bare, ', ' || bare || ' not confirmed', '')
             || iif(missing, ', ' || missing || ' not in the reference yet', ''), ', ') || ')' END || ' |'
FROM counted JOIN named USING (number) ORDER BY number;
SQL

awk -v table="$new/table" '
    /^\| the article says \|/ { print; getline; print; while ((getline line < table) > 0) print line; skip = 1; found = 1; next }
    skip && /^\|/ { next }
    { skip = 0; print }
    END { if (!found) { print "README: no table of what the article says" > "/dev/stderr"; exit 1 } }' README.md >"$new/README.md"

if [ "${1:-}" != check ]; then
    cat "$new/README.md" >README.md
elif ! diff -u README.md "$new/README.md"; then
    echo 'README: the verdicts on what the article says are not those of results/reference; tests/support/article.sh writes them'
    exit 1
fi
