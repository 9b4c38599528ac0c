#!/bin/sh
# slurm.sh: a sweep as a job array on a real Slurm of one machine, on loopback; one task is killed, one is put back into the
# queue. The merged database must be equal, row for row, to one of a local sweep. Skipped where slurm-wlm and munge are not
# installed, or the user is not root.
set -u
depthlab=$(realpath "${DEPTHLAB:-build/depthlab}")
here=$(cd "$(dirname "$0")/../.." && pwd)
# The daemons of Debian; `sbatch` finds the configuration by SLURM_CONF.
for tool in slurmctld slurmd munged sbatch scontrol squeue sqlite3; do
    if ! command -v $tool >/dev/null || [ "$(id -u)" != 0 ]; then
        echo "skipped: no $tool, or not root (apt-get install slurm-wlm munge)"
        exit 0
    fi
done

place=$(mktemp -d /tmp/slurm.XXXXXX)
chmod 755 "$place"
port=$((20000 + $$ % 20000))
pids=
clean() {
    for pid in $pids; do kill "$pid" 2>/dev/null; done
    wait
    rm -rf "$place"
}
trap clean EXIT
trap 'exit 1' INT TERM

export SLURM_CONF=$place/slurm.conf
mkdir "$place/state" "$place/spool" "$place/log" "$place/lab"
cat >"$SLURM_CONF" <<END
ClusterName=lab
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$place/munge.socket
CryptoType=crypto/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
MinJobAge=3600
MailProg=/bin/true
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=lab Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
dd if=/dev/urandom of="$place/munge.key" bs=128 count=1 2>/dev/null
chown munge: "$place" "$place/munge.key" && chmod 400 "$place/munge.key"
setpriv --reuid munge --regid munge --clear-groups munged -F --key-file "$place/munge.key" \
    --socket "$place/munge.socket" --pid-file "$place/munge.pid" --log-file "$place/munge.log" \
    --seed-file "$place/munge.seed" &
pids=$!
for _ in $(seq 100); do [ -S "$place/munge.socket" ] && break; sleep 0.1; done
slurmctld -D >"$place/log/slurmctld" 2>&1 &
pids="$! $pids"
slurmd -D >"$place/log/slurmd" 2>&1 &
pids="$! $pids"
for _ in $(seq 100); do [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break; sleep 0.2; done
sinfo || { cat "$place/log/"*; exit 1; }

# ---- the sweep ----

cd "$place/lab" || exit 1
mkdir experiments
ln -s "$here/plots" plots
cat >experiments/s.yaml <<'END'
question: Does a deep plain net train worse than a shallow one?
claim: At a fixed budget it does.
data:   {name: glyphs, side: 8, train: 500, test: 100}
net:    {width: 16, branch: zero-last}
# Each task takes some 20 s, so that it can be disturbed on a machine that does nothing else.
train:  {steps: 300000, batch: 64, lr: 0.001, log_curve: 100, log_layers: 500}
sweep:
  block: [plain, preact]
  depth: [2, 24]
  seed:  [1, 2, 3]
probe:  {rank: [0, final]}
expect:
  - say: at 24 layers the plain net trains worse than its residual twin
    compare: "train_loss of {block: plain, depth: 24} > train_loss of {block: preact, depth: 24}"
figures: [depth-curve]
END
"$depthlab" slurm s --tasks 4 --folder jobs --db lab.db --submit || exit 1
array=$(squeue -h -o %F -n s | head -n 1)

# Until it is in the middle of a run.
until_trains() {
    for _ in $(seq 600); do
        running=$(sqlite3 -readonly "jobs/shard-$1.db" "SELECT count(*) FROM run WHERE status = 'unfinished'" 2>/dev/null)
        [ "${running:-0}" -gt 0 ] && sleep 1 && return
        sleep 0.1
    done
    echo "task $1 does not train"
}
# The process that trains a task's runs.
process_of() {
    for pid in $(pgrep -f "jobs/shard-$1.db -j"); do
        [ "$(readlink "/proc/$pid/cwd")" = "$place/lab" ] && echo "$pid"
    done | head -n 1
}
echo "--- task 1 is put back into the queue while it trains"
until_trains 1
scontrol requeue "${array}_1"
echo "--- the process of task 2 is killed"
until_trains 2
kill -9 "$(process_of 2)"
echo "--- task 3 is asked to end"
until_trains 3
scancel --batch --signal=TERM "${array}_3"
sleep 1
squeue -h -o '%i %T %r'
for _ in $(seq 900); do
    [ -z "$(squeue -h -o %i)" ] && break
    sleep 1
done
squeue -h -t all -o '%i %j %T %r'
cat jobs/*.log
restarts=$(scontrol -o show job "$array" | grep -c 'Restarts=[1-9]')
echo "$restarts tasks were begun again"

# ---- the judgement ----

"$depthlab" run s --db local.db --quiet >local.txt || exit 1
cat >rows.sql <<'END'
SELECT uuid, cell, seed, status, detail, steps, params, flops, guess, guess_error, bytes, threads FROM run ORDER BY uuid;
SELECT uuid, c.step, keep, hex(data) FROM checkpoint c JOIN run r ON r.id = c.run ORDER BY 1, 2;
SELECT uuid, p.step, probe, how, parts, done FROM probe_run p JOIN run r ON r.id = p.run ORDER BY 1, 2, 3;
SELECT count(*) FROM resume;
SELECT experiment, place, uuid FROM sweep s JOIN run r ON r.id = s.run ORDER BY 1, 2;
SELECT * FROM verdict_row;
SELECT * FROM experiment;
END
sqlite3 -readonly local.db "SELECT format('SELECT ''%s'', r.uuid, t.* FROM %s t JOIN run r ON r.id = t.run ORDER BY 2, 4, 5, 6;', name, name)
    FROM sqlite_schema WHERE type = 'table' AND name LIKE '%\_row' ESCAPE '\' AND name NOT IN ('verdict_row', 'confirm_row')
    ORDER BY name" >>rows.sql
# The number of a run, behind its name, follows the order in which the runs came.
for db in local lab; do
    sqlite3 -readonly $db.db <rows.sql | sed -E 's/^([a-z_]+_row\|[0-9a-f]{16})\|[0-9]+/\1/' >$db.rows
done
failures=0
cmp local.rows lab.rows || failures=1
[ "$(find plots/out -name depth-curve.png -path "*lab*" -newer lab.rows -o -name depth-curve.png -path "*/s/*" | wc -l)" -gt 0 ] || failures=1
wc -l local.rows lab.rows
[ "$restarts" -ge 3 ] || failures=$((failures + 3 - restarts))
echo "promise|3|$failures|a Slurm task killed and requeued: the merged database equals a local one"
[ $failures -eq 0 ]
