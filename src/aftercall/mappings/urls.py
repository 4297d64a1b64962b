"""URLs of the researcher's pages of mappings."""

from django.urls import path

from aftercall.mappings.views import flags, starting, steps, testing

app_name = "mappings"
urlpatterns = [
    path("", starting.index, name="index"),
    path("<slug:slug>/", starting.overview, name="overview"),
    path("<slug:slug>/extract/", starting.upload, name="upload"),
    path("<slug:slug>/mapping-file/", starting.use_file, name="use_file"),
    path("<slug:slug>/example/", starting.use_shipped, name="use_shipped"),
    path("<slug:slug>/change/", starting.use_current, name="use_current"),
    path("<slug:slug>/replace/", starting.replace, name="replace"),
    path("<slug:slug>/discard/", starting.discard, name="discard"),
    path("<slug:slug>/mapping.toml", starting.download, name="download"),
    path("<slug:slug>/layout/", steps.layout, name="layout"),
    path("<slug:slug>/columns/", steps.columns, name="columns"),
    path("<slug:slug>/values/", steps.values, name="values"),
    path("<slug:slug>/dates/", steps.dates, name="dates"),
    path("<slug:slug>/flags/", flags.flags, name="flags"),
    path("<slug:slug>/flags/<slug:flag>/", flags.flag, name="flag"),
    path("<slug:slug>/flags/<slug:flag>/column/", flags.add_column, name="flag_column"),
    path("<slug:slug>/defaults/", steps.defaults, name="defaults"),
    path("<slug:slug>/test/", testing.test, name="test"),
    path("<slug:slug>/save/", testing.save, name="save"),
]
