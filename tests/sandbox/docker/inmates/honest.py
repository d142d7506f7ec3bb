"""What honest solutions do with Python and numpy beyond computing; each deed returns something plain that shows it."""

import asyncio
import concurrent.futures
import contextlib
import fcntl
import mmap
import multiprocessing
import os
import queue
import resource
import select
import selectors
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path


def gathers() -> int:
    async def ticks() -> int:
        return sum(await asyncio.gather(*(asyncio.sleep(0.001, 1) for _ in range(3))))

    return asyncio.run(ticks())


def serves_itself() -> str:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    async def ask() -> str:
        server = await asyncio.start_unix_server(answer, path="server")
        reader, writer = await asyncio.open_unix_connection("server")
        writer.write(b"hello\n")
        told = await reader.readline()
        writer.close()
        server.close()
        return told.decode().strip()

    return asyncio.run(ask())


def awaits_programs_and_signals() -> list[object]:
    async def both() -> list[object]:
        got = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, got.set)
        os.kill(os.getpid(), signal.SIGUSR1)
        await got.wait()
        process = await asyncio.create_subprocess_exec("/bin/sh", "-c", "echo hello; exit 3", stdout=subprocess.PIPE)
        output, _ = await process.communicate()
        return [output.decode().strip(), process.returncode, await asyncio.to_thread(abs, -2)]

    return asyncio.run(both())


def threads() -> int:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(abs, range(-3, 4)))


def locks() -> int:
    together, done, handed = threading.Barrier(2), threading.Condition(), queue.Queue[int]()

    def other() -> None:
        together.wait()
        with done:
            handed.put(7)
            done.notify()

    thread = threading.Thread(target=other)
    thread.start()
    together.wait()
    with done:
        done.wait_for(lambda: not handed.empty(), timeout=5)
    thread.join()
    return handed.get()


def programs() -> str:
    script = "echo a > one; cp -p one two; mv two three; sort three; ls -l . > list; cat three > four; rm one; touch it"
    return subprocess.run(["/bin/sh", "-ec", script], capture_output=True, text=True, check=True).stdout.strip()


def forks() -> int:
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=theirs.send, args=(41,))
    child.start()
    child.join()
    return ours.recv() + child.exitcode + 1


def spawns() -> int:
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(0,))
    child.start()
    child.join()
    return child.exitcode


def temporary_files() -> int:
    with (
        tempfile.TemporaryDirectory(dir=".") as folder,
        tempfile.TemporaryFile() as one,
        tempfile.NamedTemporaryFile(dir=folder) as two,
    ):
        return one.write(b"x") + two.write(b"yz")


def files() -> list[str]:
    Path("tree/below").mkdir(parents=True)
    Path("tree/below/file").write_text("text")
    shutil.copytree("tree", "copied")
    shutil.copy2("tree/below/file", "file")
    shutil.make_archive("packed", "gztar", "tree")
    shutil.unpack_archive("packed.tar.gz", "unpacked")
    shutil.move("copied", "moved")
    shutil.rmtree("tree")
    Path("link").symlink_to("file")
    os.link("file", "again")
    os.utime("file")
    os.truncate("again", 2)
    return [*sorted(map(str, Path().rglob("file"))), Path("link").read_text()]


def descriptors() -> int:
    with Path("data").open("w+b") as data, Path("sent").open("w+b") as sent:
        data.write(b"0123456789")
        data.flush()
        fcntl.flock(data, fcntl.LOCK_EX)
        fcntl.lockf(sent, fcntl.LOCK_EX)
        os.sendfile(sent.fileno(), data.fileno(), 0, 4)
        os.copy_file_range(data.fileno(), sent.fileno(), 4, 0, 4)
        os.posix_fallocate(sent.fileno(), 0, 20)
        os.fsync(sent.fileno())
        os.preadv(data.fileno(), [bytearray(4)], 2)
        os.set_inheritable(data.fileno(), True)
        return os.fstat(sent.fileno()).st_size + os.isatty(data.fileno())


def databases() -> list[int]:
    rows = []
    for name in (":memory:", "database"):
        with contextlib.closing(sqlite3.connect(name)) as database:
            database.execute("create table numbers (number)")
            database.execute("insert into numbers values (7)")
            database.commit()
            rows += [number for (number,) in database.execute("select number from numbers")]
    return rows


def mapped_memory() -> int:
    memory = mmap.mmap(-1, 1 << 16)
    memory[0] = 7
    memory.madvise(mmap.MADV_SEQUENTIAL)
    memory.resize(1 << 17)
    Path("mapped").write_bytes(b"x" * 8192)
    with Path("mapped").open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[1] = 8
        mapped.flush()
        return memory[0] + mapped[1]


def timers_and_signals() -> int:
    got: list[int] = []
    signal.signal(signal.SIGALRM, lambda *_: got.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.005)
    signal.pause()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    os.kill(os.getpid(), signal.SIGUSR2)
    waited = signal.sigtimedwait({signal.SIGUSR2}, 1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.raise_signal(signal.SIGALRM)
    return len(got) + (waited is not None)


def waiting() -> int:
    one, other = socket.socketpair()
    other.sendall(b"x")
    one.settimeout(1)
    epoll, poll, selector = select.epoll(), select.poll(), selectors.DefaultSelector()
    epoll.register(one, select.EPOLLIN)
    poll.register(one, select.POLLIN)
    selector.register(one, selectors.EVENT_READ)
    ready = len(epoll.poll(1)) + len(poll.poll(1)) + len(select.select([one], [], [], 1)[0]) + len(selector.select(1))
    event, timer = os.eventfd(1), os.timerfd_create(time.CLOCK_MONOTONIC)
    os.timerfd_settime(timer, initial=0.001)
    ready += os.eventfd_read(event) + len(os.read(timer, 8)) // 8
    for each in (one, other, epoll, selector):
        each.close()
    os.close(event)
    os.close(timer)
    return ready


def limits_of_its_own() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))
    return soft - resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def the_machine() -> bool:
    os.umask(0o077)
    told = (os.cpu_count(), len(os.sched_getaffinity(0)), os.getloadavg(), os.times(), os.uname(), os.statvfs("."))
    return all(bool(each) for each in told) and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


def numpy() -> list[float]:
    import numpy as np

    random = np.random.default_rng(0)
    square = random.normal(size=(60, 60))
    np.save("square.npy", square)
    again = np.load("square.npy", mmap_mode="r")
    written = np.memmap("written", dtype="f8", mode="w+", shape=(100,))
    written[:] = 1
    written.flush()
    large = np.zeros(1 << 20)
    large += 1
    identity = np.linalg.inv(again) @ square
    return [float(written.sum()), float(large.mean()), round(float(np.trace(identity)), 3)]


DEEDS = (
    *(gathers, serves_itself, awaits_programs_and_signals, threads, locks, programs, forks, spawns, temporary_files),
    *(files, descriptors, databases, mapped_memory, timers_and_signals, waiting, limits_of_its_own, the_machine, numpy),
)
