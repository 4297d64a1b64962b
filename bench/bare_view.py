"""Settings for `results_pages`: those of the product, with a bare view beside its pages."""

from aftercall.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare_urls"
