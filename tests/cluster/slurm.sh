#!/usr/bin/env bash
# An atlas in 16 parts on a real Slurm of one node, two of them requeued while they run: the merged file is that of one
# run, byte for byte. Where Slurm cannot be started it says so and ends well.
#
#   tests/cluster/slurm.sh target/debug/equipoise
set -euo pipefail
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")

skip() {
  echo "SKIPPED: parts on Slurm were not tried: $1"
  exit 0
}

for command in munged slurmctld slurmd sbatch scontrol; do
  command -v "$command" >/dev/null || PATH=$PATH:/usr/sbin
  command -v "$command" >/dev/null || skip "$command is not installed (Debian: slurm-wlm munge)"
done
[ "$(id -u)" = 0 ] || skip "its daemons are started as root here"

work=$(mktemp -d)
chmod 755 "$work"
daemons=""
end() {
  # shellcheck disable=SC2086 # several numbers
  kill $daemons 2>/dev/null || true
  [ -f "$work/munged.pid" ] && kill "$(cat "$work/munged.pid")" 2>/dev/null || true
  sleep 1
  rm -rf "$work"
}
trap end EXIT

head -c 1024 /dev/urandom >"$work/munge.key"
chmod 400 "$work/munge.key"
munged --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
  --log-file="$work/munged.log" --seed-file="$work/munge.seed" || skip "munged does not start"

node=$(hostname -s)
cores=$(nproc)
cat >"$work/slurm.conf" <<END
ClusterName=equipoise
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
SchedulerParameters=batch_sched_delay=0,sched_interval=1,requeue_setup_env_fail
KillWait=2
MinJobAge=3600
NodeName=$node NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
mkdir "$work/state" "$work/spool" "$work/run"
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" >"$work/controller.out" 2>&1 &
daemons="$daemons $!"
slurmd -D -f "$SLURM_CONF" >"$work/node.out" 2>&1 &
daemons="$daemons $!"
for _ in $(seq 30); do
  sinfo -h -o %T 2>/dev/null | grep -q idle && break
  sleep 1
done
sinfo -h -o %T 2>/dev/null | grep -q idle || {
  tail -5 "$work"/*.log "$work"/*.out || true
  skip "its daemons do not run here"
}

atlas=(atlas --preset together --set N_E=100 N_I=100 P=100 --x rho_A=0.05..0.95:16 --y A_A=0.1..5:12:log
  --seeds 1 --epochs "${EPOCHS:-600}" --then-unsupervised 100)
export EQUIPOISE=$program
job=$(sbatch --parsable --array=1-16 --mem=0 --chdir="$work/run" "$root/assets/cluster/slurm.sh" "$work/parts" "${atlas[@]}")
echo "job $job: 16 parts on $cores cores"

# Two parts are taken away as soon as they have kept something.
requeued=0
for part in 1 2; do
  for _ in $(seq 600); do
    if [ "$(wc -l 2>/dev/null <"$work/parts/part-$part" || echo 0)" -ge 3 ]; then
      if scontrol requeue "${job}_$part"; then
        echo "part $part requeued with $(wc -l <"$work/parts/part-$part") lines"
        requeued=$((requeued + 1))
      fi
      break
    fi
    sleep 0.1
  done
done
[ "$requeued" = 2 ] || { echo "two parts were to be requeued, $requeued were"; exit 1; }

for _ in $(seq 900); do
  left=$(squeue -h -r -t PENDING,CONFIGURING,RUNNING,COMPLETING,REQUEUED,REQUEUE_HOLD -o %i | wc -l)
  [ "$left" = 0 ] && break
  # A part that is requeued waits a while before it may begin again; this one need not.
  for part in 1 2; do scontrol update "jobid=${job}_$part" starttime=now 2>/dev/null || true; done
  sleep 1
done
[ "$left" = 0 ] || { squeue; echo "the job did not end"; exit 1; }
restarts=$(scontrol show job "$job" | grep -c "Restarts=1" || true)
echo "parts that began again: $restarts"
[ "$restarts" = 2 ] || { echo "two were to begin again"; exit 1; }

"$program" merge "$work"/parts/part-* --csv "$work/merged.csv" --npz "$work/merged.npz"
"$program" "${atlas[@]}" --csv "$work/whole.csv" --npz "$work/whole.npz"
cmp "$work/merged.csv" "$work/whole.csv"
cmp "$work/merged.npz" "$work/whole.npz"
echo "the merged files are those of one run"
