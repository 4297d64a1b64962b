from django.db import migrations
from django.utils import timezone
from django.utils.text import slugify


def create_first_versions(apps, _):
    """Make the settings of each programme its first version, in effect from its first wave on."""
    Programme = apps.get_model("programmes", "Programme")
    for programme in Programme.objects.select_related("survey", "calling").order_by("pk"):
        _identify(Programme, programme)
        _complete_hours(programme.calling)
        version = _first_version(apps, programme)
        for wave in programme.waves.order_by("month"):
            _fix_version(type(wave), wave, version)


def _identify(Programme, programme):
    programme.name = programme.survey.name
    slug = slugify(programme.name)[:36] or "programme"
    taken = Programme.objects.filter(slug=slug).exists()
    programme.slug = f"{slug}-{programme.pk}" if taken else slug
    programme.created_at = timezone.now()
    programme.save()


def _complete_hours(calling):
    """One set of hours applied from Monday to Saturday, one end every day, and bank holidays were like other days."""
    calling.saturday_calls_from = calling.weekday_calls_from
    calling.saturday_calls_until = calling.sunday_calls_until = calling.weekday_calls_until
    calling.calls_on_bank_holidays = True
    calling.save()


def _first_version(apps, programme):
    first_wave = programme.waves.order_by("month").first()
    return apps.get_model("programmes", "ProgrammeVersion").objects.create(
        programme=programme,
        number=1,
        takes_effect_on=first_wave.month if first_wave else timezone.localdate(),
        created_at=programme.created_at,
        survey=programme.survey,
        calling=programme.calling,
        sampling_fraction=programme.sampling_fraction,
        repeat_contact_months=programme.repeat_contact_months,
        minimum_age=programme.minimum_age,
        # Until now every frame was built with this set, whatever the programme's setting said.
        exclusion_rules="exclusions_1",
    )


def _fix_version(Wave, wave, version):
    """The audit log and the encrypted seed know the wave by its month, so that stays its reference."""
    month = f"{wave.month:%Y-%m}"
    taken = Wave.objects.filter(reference=month).exists()
    wave.version, wave.reference = version, f"{version.programme.slug}-{month}" if taken else month
    wave.save()


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_versions")]

    operations = [migrations.RunPython(create_first_versions, elidable=False)]
