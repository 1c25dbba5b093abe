#!/usr/bin/env bash
# A computation in parts with GNU parallel, on this machine or on several (see --sshlogin of parallel).
#
#   parallel.sh 16 PARTS_FOLDER atlas --preset together --x rho_A=0.05..0.95:64 --y A_A=0.1..5:64:log
#
# The same line again resumes what was interrupted. Afterwards
#
#   equipoise merge PARTS_FOLDER/part-* --csv atlas.csv
#
# gives the file that one run would have given.
set -euo pipefail

of=$1
folder=$2
shift 2
mkdir -p "$folder"
# One thread for each part: as many parts run at once as there are cores.
export RAYON_NUM_THREADS=1
# shellcheck disable=SC2086 # options of parallel are words
exec parallel --quote ${PARALLEL_OPTIONS:-} "${EQUIPOISE:-equipoise}" "$@" --shard "{}/$of" --checkpoint "$folder/part-{}" \
  ::: $(seq "$of")
