"""The few sounds of the display, made from tones when they are needed: soft bells, the emergency's alone insistent."""

import io
import math
import wave
from array import array

from ui.presenters.alerts import Chime

RATE_HZ = 22_050
_LOUDNESS, _RISE_S, _OVERTONE = 0.32, 0.012, 0.22
_C5, _E5, _G5, _C6 = 523.25, 659.26, 783.99, 1046.5
_G4, _A5 = 392.0, 880.0

Note = tuple[float, float, float]
"""Begin and length in seconds, pitch in hertz."""

NOTES: dict[Chime, tuple[Note, ...]] = {
    Chime.ANNOUNCED: ((0.0, 0.5, _E5), (0.22, 0.8, _G5)),
    Chime.SOON: ((0.0, 0.4, _G5), (0.2, 0.4, _G5), (0.4, 0.9, _C6)),
    Chime.STARTED: ((0.0, 0.4, _C5), (0.18, 0.4, _E5), (0.36, 0.9, _G5)),
    Chime.ENDED: ((0.0, 0.4, _G5), (0.18, 0.4, _E5), (0.36, 0.9, _C5)),
    Chime.REFUSED: ((0.0, 0.25, _G4), (0.2, 0.4, _G4)),
    Chime.EMERGENCY: tuple(
        (each * 0.7 + at, 0.3, pitch) for each in range(3) for at, pitch in ((0.0, _A5), (0.3, _E5))
    ),
}


def wav(chime: Chime) -> bytes:
    """The sound as a WAV file: one channel of 16 bits."""
    notes = NOTES[chime]
    samples = [0.0] * math.ceil(max(begin + length for begin, length, _ in notes) * RATE_HZ)
    for begin, length, pitch in notes:
        first = round(begin * RATE_HZ)
        for index in range(min(round(length * RATE_HZ), len(samples) - first)):
            samples[first + index] += _bell(index / RATE_HZ, length, pitch)
    loudest = max(1.0, *(abs(each) for each in samples))
    frames = array("h", (round(each / loudest * _LOUDNESS * 32_767) for each in samples))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(frames.tobytes())
    return file.getvalue()


def _bell(at_s: float, length_s: float, pitch_hz: float) -> float:
    """It rises at once, and fades to nothing at its end."""
    turn = 2 * math.pi * pitch_hz * at_s
    swell = min(1.0, at_s / _RISE_S) * (1 - at_s / length_s) ** 2
    return swell * (math.sin(turn) + _OVERTONE * math.sin(2 * turn))
