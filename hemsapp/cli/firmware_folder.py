"""Where images of devices' firmware come from: a folder of this machine, read anew whenever one is wanted."""

from pathlib import Path

from devices.firmware.image import Image
from devices.firmware.library import Library, opened
from hemsapp.firmware import FirmwareListed
from hemsapp.saying import say


class Folder:
    """A folder with a manifest; with `signer` (a public key file), one that its owner signed."""

    def __init__(self, path: Path, signer: Path | None = None) -> None:
        self._path, self._signer = path, signer

    def listed(self) -> FirmwareListed:
        """What is there, and what of it may not be given."""
        library = self._read()
        return FirmwareListed(tuple(image.listing for image in library.images), library.refused)

    def image(self, digest: str) -> Image | None:
        """The image of that digest as it is now; None: it is not there any more, or not as it was."""
        return next((image for image in self._read().images if image.digest == digest), None)

    def _read(self) -> Library:
        try:
            return opened(self._path, self._signer)
        except OSError as error:
            why = say("the folder cannot be read: {why}", why=error.strerror or str(error))
            return Library(refused=((self._path.name, why),))
