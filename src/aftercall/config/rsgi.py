"""The entry point that `aftercall serve` loads: the gateway in front of Django."""

from typing import cast

from django.conf import settings

from aftercall.config.gateway import Application, Gateway
from aftercall.config.wsgi import application as django
from aftercall.core.collecting import collect_seldom
from aftercall.core.orphans import end_with_parent

collect_seldom()
end_with_parent()
application = Gateway(cast("Application", django), form_seconds=settings.FORM_SECONDS)
