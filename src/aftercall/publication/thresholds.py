"""The disclosure thresholds of a programme's settings, never below the floor of all programmes.

Settings are versions that never change, so a publication keeps the thresholds with which its figures were written.
"""

from dataclasses import replace

from aftercall.methods.disclosure import THE_RULE, DisclosureRule
from aftercall.programmes.models import Survey
from aftercall.results.models import AnalysisRun


def thresholds_of(run: AnalysisRun) -> DisclosureRule:
    """What a figure of this analysis must meet to be shown."""
    return thresholds_of_survey(run.survey)


def thresholds_of_survey(survey: Survey) -> DisclosureRule:
    """What a figure must meet to be shown under these settings. How well hidden numbers are protected is no setting."""
    return replace(
        THE_RULE,
        minimum_base=max(survey.minimum_base, THE_RULE.minimum_base),
        minimum_count=max(survey.minimum_count, THE_RULE.minimum_count),
    )
