"""What can be the matter with a device that is to join, for testers: each shows as one cause on the screen."""

from enum import Enum


class JoinTrouble(Enum):
    """How a device of the neighbourhood fails; `docs/pairing.md` says what the home makes of each."""

    NONE = "none"
    WEAK = "too weak"  # most of what is said to it, and by it, is lost
    MUTE = "mute"  # it joins, and answers nothing after its announcement
    STOPS = "stops"  # it says what it is, and then answers nothing more
    BULB = "light bulb"  # it says that it is a dimmable light
    LACKS_CLUSTERS = "lacks clusters"  # a Smart Energy load control device without what its standard makes mandatory
    WRONG_KEY = "key fails"  # its certificate does not prove who it is
