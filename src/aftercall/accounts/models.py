"""Users, the one-time links with which they set a password, and their signatures of the confidentiality agreement."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from aftercall.accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates users. There is no superuser, because no role may do everything."""

    def create_user(
        self, *, email: str, name: str, role: Role, password: str | None, joined_at: datetime | None = None
    ) -> "User":
        """Create a user; without a password, nobody can sign in as them yet. The email address is stored in lower case,
        because people type it in either case."""
        user = self.model(email=email.strip().lower(), name=name, role=role, joined_at=joined_at)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in, with one role."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=30, choices=Role)
    is_active = models.BooleanField(default=True)
    # When the person first set a password; empty while an invitation is waiting for them.
    joined_at = models.DateTimeField(null=True)
    # Part of every session's hash, so that raising it ends all of the user's sessions at once.
    session_generation = models.PositiveIntegerField(default=0)

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

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's hash of the password, which a session must hold to be valid, with the session generation added."""
        text = f"{self.password}\n{self.session_generation}"
        return salted_hmac("aftercall.accounts.session", text, secret=secret, algorithm="sha256").hexdigest()


class LinkPurpose(models.TextChoices):
    """What a one-time link is for."""

    FIRST_ADMINISTRATOR = "administrator", "First administrator"
    INVITATION = "invitation", "Invitation"
    RESET = "reset", "New password"


class LinkState(models.TextChoices):
    """Whether a one-time link can be used, and if not, why not."""

    READY = "ready"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class AccessLink(models.Model):
    """A one-time link with which a person sets their password.

    Only the SHA-256 of its random token is stored, so no one who reads the database can use the link. The first
    administrator's link has no user: it creates the account.
    """

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="access_links")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=LinkPurpose.FIRST_ADMINISTRATOR, user__isnull=True)
                | (~Q(purpose=LinkPurpose.FIRST_ADMINISTRATOR) & Q(user__isnull=False)),
                name="link_has_user_unless_first_administrator",
            )
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"

    def state(self, at: datetime) -> LinkState:
        """Whether the link can be used at this time."""
        if self.used_at is not None:
            return LinkState.USED
        return LinkState.READY if at < self.expires_at else LinkState.EXPIRED


class ConfidentialityAgreement(models.Model):
    """One user's signature of one version of the confidentiality agreement. It ends when the user gets another role."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"], condition=Q(ended_at__isnull=True), name="one_valid_signature_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.version} of user {self.user_id}"


def signed_in_user(request: HttpRequest) -> User:
    """The user behind a request to a page that needs sign-in. The URL policy has already checked that there is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
