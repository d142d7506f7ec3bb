"""A run of the harness for the reaper's tests: starts a lane and a box, says so, and waits to be killed."""

import sys
from pathlib import Path

from sandbox.docker import DockerEngine
from sandbox.engine import LaneSpec
from sandbox.limits import Limits

engine = DockerEngine(guest="inmates.probe:serve", more_sources=(Path(__file__).parent / "inmates",))
lane = engine.lane(LaneSpec(environment="python", limits=Limits(), worker="inmates.errand:run", guests_per_box=8))
sys.stdout.write(lane.start_box().name + "\n")
sys.stdout.flush()
sys.stdin.read()
