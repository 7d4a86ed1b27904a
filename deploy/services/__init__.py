"""PostgreSQL, Redis and nginx as processes of their own, in a folder, on ports of 127.0.0.1."""

from deploy.services.nginx import Nginx
from deploy.services.postgres import Postgres
from deploy.services.process import Process, ServiceError, free_port, listens
from deploy.services.redis import Redis
from deploy.services.service import Service, open_folder

__all__ = [
    "Nginx",
    "Postgres",
    "Process",
    "Redis",
    "Service",
    "ServiceError",
    "free_port",
    "listens",
    "open_folder",
]
