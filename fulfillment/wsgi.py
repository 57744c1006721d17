import os

from django.core.wsgi import get_wsgi_application

from fulfillment.celery import app as celery_app  # else pages would wake workers at no broker at all

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulfillment.settings")

__all__ = ["application", "celery_app"]

application = get_wsgi_application()
