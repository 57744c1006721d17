"""Who works here: users by e-mail, teams, and what a member may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulfillment.accounts.roles import May, Role, permits
from fulfillment.accounts.scopes import Scope


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail", unique=True)
    language = models.CharField(max_length=10, default="en")  # of the tablet's pages

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Team(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(r.value, r.value.title()) for r in Role])
    last_used_at = models.DateTimeField(null=True, blank=True)
    pin = models.CharField(max_length=128, blank=True)  # hashed as passwords are; blank: none
    pin_misses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}: {self.role}"

    def may(self, permission: May) -> bool:
        return permits(self.role, permission)


class ApiToken(models.Model):
    """A machine's key to one team. Only a digest of it is kept: whoever lost it makes a new one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)  # its first characters, to tell tokens apart
    digest = models.BinaryField()  # SHA-256 of the whole token, which is random enough to need no salt
    scopes = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    minute_began_at = models.DateTimeField(null=True)  # requests are counted by the minute
    minute_requests = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes
