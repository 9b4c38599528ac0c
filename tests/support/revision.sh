#!/bin/sh
# The git revision, with a + when what is compiled differs from it, as a C header.
set -eu
archived='$Format:%h$' # which git archive fills in
case $archived in *Format*) archived=unknown ;; esac
revision=$(git rev-parse --short=7 HEAD 2>/dev/null) || revision=$archived
changed=$(git status --porcelain -- lab Makefile 2>/dev/null) || changed=
echo '/* Made by tests/support/revision.sh. */'
echo '#pragma once'
echo "#define DEPTHLAB_REVISION \"$revision${changed:++}\""
