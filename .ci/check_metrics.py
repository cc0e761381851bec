"""Reads metrics as Prometheus does: each family once, each series once, no number that is none."""

import math
import sys

from prometheus_client.parser import text_string_to_metric_families

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        families = list(text_string_to_metric_families(file.read()))
    names = [family.name for family in families]
    samples = [sample for family in families for sample in family.samples]
    series = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in samples]
    assert len(set(names)) == len(names), f"{path}: a family twice in {names}"
    assert len(set(series)) == len(series), f"{path}: a series twice"
    assert all(family.documentation and family.type in ("gauge", "counter") for family in families), path
    assert all(math.isfinite(sample.value) for sample in samples), path
    assert ("midjobs_up", ()) in series and ("midjobs_status", ()) in series, path
    print(f"{path}: {len(families)} metrics, {len(samples)} series")
    if path == "demo.prom":
        assert len(families) > 20, names
        assert any("größe" in value for _, labels in series for _, value in labels), "the odd status is lost"
