"""The kernel's counters, as both versions of cgroups write them."""

from __future__ import annotations

from sandbox.forkserver.usage import CgroupV1, CgroupV2, ProcessUsage, usage_of


def none() -> float:
    return 0.0


def test_version_1_counters(tmp_path):
    (tmp_path / "cpuacct").mkdir()
    (tmp_path / "memory").mkdir()
    (tmp_path / "cpuacct" / "cpuacct.usage").write_text("2500000000\n")
    (tmp_path / "memory" / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n")
    (tmp_path / "memory" / "memory.max_usage_in_bytes").write_text("1048576\n")
    usage = usage_of(tmp_path, reaped_cpu_seconds=none)
    assert isinstance(usage, CgroupV1)
    assert (usage.cpu_seconds(), usage.oom_kills(), usage.peak_bytes()) == (2.5, 3, 1048576)


def test_version_2_counters(tmp_path):
    (tmp_path / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n")
    (tmp_path / "memory.events").write_text("low 0\nhigh 0\nmax 7\noom 2\noom_kill 1\noom_group_kill 0\n")
    (tmp_path / "memory.peak").write_text("1048576\n")
    usage = usage_of(tmp_path, reaped_cpu_seconds=none)
    assert isinstance(usage, CgroupV2)
    assert (usage.cpu_seconds(), usage.oom_kills(), usage.peak_bytes()) == (2.5, 1, 1048576)


def test_a_kernel_that_tells_no_peak_has_none(tmp_path):
    (tmp_path / "cpu.stat").write_text("usage_usec 1\n")
    usage = usage_of(tmp_path, reaped_cpu_seconds=none)
    assert (usage.peak_bytes(), usage.oom_kills()) == (None, 0)


def test_without_a_cgroup_the_reaped_processes_count(tmp_path):
    for cgroup in (None, tmp_path):
        usage = usage_of(cgroup, reaped_cpu_seconds=lambda: 1.5)
        assert isinstance(usage, ProcessUsage)
        assert (usage.cpu_seconds(), usage.oom_kills(), usage.peak_bytes()) == (1.5, 0, None)
