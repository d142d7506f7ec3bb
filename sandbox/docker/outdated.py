"""Images of earlier sources: each change of ours makes another tag, and nobody comes back for the ones before.

After a new image was built, tags of the same repository are removed: all but the newest two, whatever a container uses,
and whatever a run of this user claims. A run claims its image for as long as it lives, since between two of its lanes
no container may show that it is needed.
"""

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from sandbox.docker.answers import StoredImage
from sandbox.docker.client import DockerClient
from sandbox.docker.state import opened_lock, state_folder
from sandbox.errors import SandboxError

KEPT = 2


def outdated(
    images: Iterable[StoredImage], *, used: Collection[str], kept: Collection[str] = ()
) -> tuple[StoredImage, ...]:
    """Return the images of one repository that nobody needs, the newest first: `used` are ids, `kept` tags."""
    newest_first = sorted(images, key=lambda image: image.created, reverse=True)
    return tuple(image for image in newest_first[KEPT:] if image.id not in used and image.tag not in kept)


def find_outdated(client: DockerClient, repository: str, *, kept: Collection[str] = ()) -> tuple[StoredImage, ...]:
    """Return the images of a repository that may be removed now."""
    found = outdated(client.images(repository), used=client.images_in_use(), kept=kept)
    return tuple(image for image in found if not is_claimed(image.tag))


def remove_outdated(client: DockerClient, repository: str, *, kept: Collection[str] = ()) -> tuple[str, ...]:
    """Remove them; returns the tags. Never raises: what stays is tried again after the next build."""
    removed = []
    with contextlib.suppress(SandboxError):
        for image in find_outdated(client, repository, kept=kept):
            with contextlib.suppress(SandboxError):
                client.remove_image(image.tag)
                removed.append(image.tag)
                _claim_file(image.tag).unlink(missing_ok=True)
    return tuple(removed)


class Claim:
    """Keeps an image from being removed by other runs of this user; gone with the process, however it ends.

    Whoever takes one must look afterwards whether the image is still there.
    """

    def __init__(self, tag: str) -> None:
        self._descriptor = opened_lock(_claim_file(tag))
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of it; once."""
        os.close(self._descriptor)


def is_claimed(tag: str) -> bool:
    """Whether a run that lives claims an image."""
    try:
        descriptor = os.open(_claim_file(tag), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def _claim_file(tag: str) -> Path:
    return state_folder() / f"image-{tag.replace('/', '_').replace(':', '_')}.lock"
