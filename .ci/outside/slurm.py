"""A Slurm of a check's own: a controller and two nodes on one host, with its own munge."""

import os
import socket

from . import run, until

SETTINGS = """ClusterName=check
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={directory}/munge/socket
StateSaveLocation={directory}/state
SlurmdSpoolDir={directory}/%n
SlurmctldPidFile={directory}/slurmctld.pid
SlurmdPidFile={directory}/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_min_interval=0,defer
{nodes}
PartitionName=all Nodes=ALL Default=YES State=UP
"""
NODE = "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=2 State=UNKNOWN"


class Slurm:
    """Its commands are run by `run`, on the host that `before` leads to."""

    def __init__(self, outside, before=(), nodes=("n1", "n2")):
        self.outside, self.before = outside, list(before)
        for directory in ("munge", "state", *nodes):
            os.makedirs(outside.path(directory), mode=0o700)
        host = socket.gethostname()
        lines = [NODE.format(name=name, host=host, port=17000 + number) for number, name in enumerate(nodes)]
        settings = SETTINGS.format(host=host, directory=outside.directory, nodes="\n".join(lines))
        self.environment = {**os.environ, "SLURM_CONF": outside.write("slurm.conf", settings)}
        self.start_munge()
        self.start(["slurmctld", "-D"], "slurmctld.log")
        for name in nodes:
            self.start(["slurmd", "-D", "-N", name], f"{name}.log")
        until("the nodes", lambda: self.idle() == len(nodes), self.said)

    def start_munge(self):
        path = self.outside.path
        with open(path("munge/key"), "wb") as key:
            key.write(os.urandom(1024))
        os.chmod(path("munge/key"), 0o600)
        # It dislikes that others may write beside its directory, as they may in /tmp.
        self.start(["munged", "--foreground", "--force", f"--key-file={path('munge/key')}", f"--socket={path('munge/socket')}",
                    f"--pid-file={path('munge/pid')}", f"--log-file={path('munge/log')}", f"--seed-file={path('munge/seed')}"],
                   "munged.log")
        until("munge", lambda: os.path.exists(path("munge/socket")), self.said)

    def start(self, words, log):
        return self.outside.start([*self.before, *words], log, env=self.environment)

    def run(self, *words, **variables):
        return run([*self.before, *words], cwd=self.outside.directory, env={**self.environment, **variables}).strip()

    def idle(self):
        """How many nodes have nothing to do."""
        return sum(line.split()[-1] == "idle" for line in self.run("sinfo", "-h", "-N", "-o", "%N %t").splitlines())

    def said(self):
        return "\n".join(self.outside.said(name)[-3000:] for name in sorted(os.listdir(self.outside.directory))
                         if name.endswith(".log"))
