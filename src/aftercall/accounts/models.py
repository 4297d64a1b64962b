"""Users, and their signatures of the confidentiality agreement."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from aftercall.accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates users. There is no superuser, because no role may do everything."""

    def create_user(self, *, email: str, name: str, role: Role, password: str) -> "User":
        """Create a user. The email address is stored in lower case, because people type it in either case."""
        user = self.model(email=email.strip().lower(), name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in, with one role."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=30, choices=Role)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = UserManager()

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def audit_name(self) -> str:
        """How the audit log refers to this user: by number, because the log holds no names."""
        return f"user:{self.pk}"


class ConfidentialityAgreement(models.Model):
    """One user's signature of one version of the confidentiality agreement."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="one_signature_per_version")]

    def __str__(self) -> str:
        return f"agreement {self.version} of user {self.user_id}"


def signed_in_user(request: HttpRequest) -> User:
    """The user behind a request to a page that needs sign-in. The URL policy has already checked that there is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
