"""Every broken or hostile input ends as a report or a named skip, in time and under a memory cap."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hostile import ALL

RUN = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from auditor import Auditor
from auditor.model import Skipped
from auditor.sources import capture_one
auditor = Auditor(model=False)
for path in sorted(Path(sys.argv[1]).iterdir()):
    started = time.process_time()
    capture = capture_one(str(path))
    result = capture if isinstance(capture, Skipped) else auditor.audit(capture)
    reason = result.reason if isinstance(result, Skipped) else "report"
    print(json.dumps([path.name, reason, time.process_time() - started]), flush=True)
"""


def test_hostile_inputs(tmp_path):
    assert len(ALL) >= 85
    for name, make in ALL.items():
        suffix, body = make()
        (tmp_path / f"{name}{suffix}").write_bytes(body)

    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path.cwd(),
    )

    assert done.returncode == 0, done.stderr[-2000:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == len(ALL)
    assert [(name, spent) for name, _, spent in results if spent > 5] == []
