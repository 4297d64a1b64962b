"""The contract's data schedule: the only fields that leave the force."""

DATA_SCHEDULE = (
    "title",
    "first_name",
    "last_name",
    "phone",
    "phone_alt",
    "language",
    "category",
    "area",
    "reported_on",
)
