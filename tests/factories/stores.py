"""An object store in the same process: moto's server, since no real one comes as a package."""

import functools
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from suiji.config.settings import ENVIRONMENT, files

BUCKET = "suiji-files"


@functools.cache
def address() -> str:
    """Where the store listens, from the first time it is asked for until this process ends."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


def a_store() -> dict[str, Any]:
    """Django's settings of storages with an empty bucket of the store."""
    client = _client()
    client.create_bucket(Bucket=BUCKET)
    for name in contents():
        client.delete_object(Bucket=BUCKET, Key=name)
    site = ENVIRONMENT.model_copy(
        update={"files_bucket": BUCKET, "files_endpoint": address(), "files_key": "k", "files_secret": "s"}
    )
    return {
        "default": files(site),
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def contents() -> dict[str, bytes]:
    """Every object as whoever runs the store sees it."""
    client = _client()
    found = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"]: client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read() for one in found}


def put(name: str, content: bytes) -> None:
    """Somebody with the store in hand."""
    _client().put_object(Bucket=BUCKET, Key=name, Body=content)


def _client() -> Any:
    return boto3.client(
        "s3",
        endpoint_url=address(),
        region_name="us-east-1",
        aws_access_key_id="k",
        aws_secret_access_key="s",
    )
