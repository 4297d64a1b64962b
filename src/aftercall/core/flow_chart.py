"""The chart of a wave's records: from those read to the people sampled."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from aftercall.charts.flow import FlowStep, response_flow


def flow_chart(flow: Mapping[str, Any], sample: int | None, title: str) -> Markup:
    """flow: as in flow.json. sample: how many people were drawn, None before the draw."""
    steps = [
        FlowStep("Records read", flow["read"]),
        FlowStep("Rejected", flow["rejected"], leaves=True),
        FlowStep("Excluded by a rule", sum(flow["excluded"].values()), leaves=True),
        FlowStep("Repeat records", flow["repeats"], leaves=True),
        FlowStep("People in the frame", flow["frame"]),
    ]
    return response_flow(title, steps if sample is None else [*steps, FlowStep("People in the sample", sample)])
