"""The page of the suppression list."""

from django.urls import path

from aftercall.rights.imported.views import import_people

app_name = "suppression_list"
urlpatterns = [path("import/", import_people, name="import")]
