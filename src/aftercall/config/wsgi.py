"""The entry point that the server loads."""

import os

from django.core.wsgi import get_wsgi_application

from aftercall.config.private_files import restrict_new_files
from aftercall.core.request_files import use_own_folder

restrict_new_files()  # even where a server other than ours loads this
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
application = get_wsgi_application()
use_own_folder()
