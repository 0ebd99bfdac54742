import fsspec
import pytest

from dateline.bulk import Manifest, Run, plan_units
from dateline.bulk.worker import annotate_unit
from support.bulk_world import job_of
from support.stiff_store import StiffFileSystem

fsspec.register_implementation("stiff", StiffFileSystem, clobber=True)


@pytest.fixture
def job(tmp_path):
    """Return a job over names in the test's folder, into its folder "out"."""

    def make(*names, output="out", **options):
        return job_of([tmp_path / name for name in names], tmp_path / output, marks=tmp_path, **options)

    return make


@pytest.fixture
def work():
    """Do all of a job in this process, and return what each unit reports."""

    def do(job, *, unit_bytes=1 << 20, kind=None, prune=False):
        plan = plan_units(job.inputs, digest=job.digest, unit_bytes=unit_bytes, kind=kind)
        begun = Run.begin(job.output, Manifest.of(job, unit_bytes=unit_bytes), plan, prune=prune)
        return [annotate_unit(job, unit) for unit in begun.remaining]

    return do
