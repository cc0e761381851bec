"""What a check needs outside of the program: processes, servers, hosts. All of it ends with the check, however that ends."""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SUBREAPER = 36


class Outside:
    """A directory of its own, and the processes that were started from here."""

    def __init__(self, name):
        self.directory = tempfile.mkdtemp(prefix=f"midjobs-{name}-")
        os.chmod(self.directory, 0o755)
        self.undo = []
        # What a server leaves behind becomes a child of this process, and is found.
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(1))
        atexit.register(self.end)

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write(self, name, text, owner=None):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)
        if owner:
            shutil.chown(self.path(name), owner, owner)
        return self.path(name)

    def make_directory(self, name, owner):
        os.makedirs(self.path(name), mode=0o700)
        shutil.chown(self.path(name), owner, owner)
        return self.path(name)

    def start(self, words, log, **options):
        """Starts a process that stays; what it says goes to that file."""
        with open(self.path(log), "a") as said:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
                                    cwd=self.directory, start_new_session=True, **options)

    def said(self, log):
        with open(self.path(log), errors="replace") as file:
            return file.read()

    def end(self):
        for undo in reversed(self.undo):
            undo()
        while children := descendants(os.getpid()):
            for child in children:
                try:
                    os.kill(child, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            reap()
            time.sleep(0.02)
        shutil.rmtree(self.directory, ignore_errors=True)


def descendants(parent):
    """The processes that come from that one."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(name))
        except (FileNotFoundError, ProcessLookupError):
            pass
    found, left = [], [parent]
    while left:
        for child in children.get(left.pop(), []):
            found.append(child)
            left.append(child)
    return found


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


def kill_all(process):
    """What a host does that loses its power: nothing of that process and what came from it is left."""
    all_of_it = [*descendants(process.pid), process.pid]
    for one in all_of_it:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()
    # Its children are this process's now. One that is not waited for looks alive to a server that is started again.
    until("all of it to be gone", lambda: all(map(is_gone, all_of_it)))


def is_gone(child):
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return not os.path.exists(f"/proc/{child}")


def run(words, **options):
    """Runs a command to its end, which must be a good one; returns what it printed."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def until(what, holds, said=str, seconds=60, pause=0.05):
    """Waits until that holds; returns what it is. Where it does not come, `said` is what they said meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(pause)
    raise SystemExit(f"waited {seconds} s for {what}, and it did not come\n{said()}")


def as_user(user):
    """The words before those of a command that is another user's: a server is not root's."""
    if os.geteuid() == 0:
        return ["setpriv", "--reuid", user, "--regid", user, "--init-groups"]
    return []


def owner():
    """Whom a server runs as."""
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def midjobs():
    """The program: built where that was not done before."""
    if "MIDJOBS_IS_BUILT" not in os.environ:
        run(["cargo", "build", "--quiet"], cwd=ROOT)
    for name in [name for name in os.environ if name.startswith("MIDJOBS_")]:
        del os.environ[name]
    return os.path.join(ROOT, "target", "debug", "midjobs")
