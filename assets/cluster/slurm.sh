#!/usr/bin/env bash
# A computation in parts as a Slurm array job.
#
#   sbatch --array=1-16 slurm.sh PARTS_FOLDER atlas --preset together --x rho_A=0.05..0.95:64 --y A_A=0.1..5:64:log
#
# Every task computes one part and keeps what is finished in PARTS_FOLDER. A task that is requeued, killed or runs
# out of time resumes where it was: submit the same line again, and finished parts end at once. Afterwards
#
#   equipoise merge PARTS_FOLDER/part-* --csv atlas.csv
#
# gives the file that one run would have given.
#SBATCH --job-name=equipoise
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
set -euo pipefail

folder=$1
shift
part=$SLURM_ARRAY_TASK_ID
# As many parts as the array has tasks; --array=3,7 computes two of PARTS again.
of=${PARTS:-$SLURM_ARRAY_TASK_MAX}
mkdir -p "$folder"
export RAYON_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
exec "${EQUIPOISE:-equipoise}" "$@" --shard "$part/$of" --checkpoint "$folder/part-$part"
