"""The two Koblitz curves of Smart Energy, in integers: y^2 + xy = x^3 + ax^2 + 1 over GF(2^m) (SEC 2, 3.2 and 3.3).

A field element is an integer whose bits stand `spacing` apart. The product of two such integers then holds in each
place the plain sum of the terms, which cannot overflow into the next: its lowest bit is their sum in GF(2). So one
multiplication of Python's does what a loop over bits would take a hundred times as long for.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

Point = tuple[int, int] | None
"""Affine coordinates as plain integers; None is the point at infinity."""


class PointInvalid(ValueError):
    """Octets that are no point of the curve, or one from which no key can come."""


@dataclass(frozen=True)
class Field:
    """GF(2^degree) modulo x^degree and the `taps`, the lower terms of the reduction polynomial."""

    degree: int
    taps: tuple[int, ...]

    @cached_property
    def spacing(self) -> int:
        """Bits from one coefficient to the next: room for a sum of `degree` ones."""
        return self.degree.bit_length()

    @cached_property
    def _ones(self) -> int:
        """A one in each place that the product of two elements can have."""
        return self.spread((1 << (2 * self.degree)) - 1)

    @cached_property
    def _low(self) -> int:
        return (1 << self.spacing * self.degree) - 1

    def spread(self, plain: int) -> int:
        """The element of a plain integer, whose bit i is the coefficient of x^i."""
        spaced = "".join(bit.zfill(self.spacing) for bit in f"{plain:b}")
        return int(spaced, 2)

    def plain(self, element: int) -> int:
        """The plain integer of an element."""
        places = -(-element.bit_length() // self.spacing)
        return int(f"{element:0{places * self.spacing}b}"[self.spacing - 1 :: self.spacing] or "0", 2)

    def multiply(self, one: int, other: int) -> int:
        """Their product."""
        return self._reduced(one * other & self._ones)

    def square(self, one: int) -> int:
        """Its square."""
        return self._reduced(one * one & self._ones)

    def sum_of_products(self, one: int, other: int, third: int, fourth: int) -> int:
        """The first product plus the second."""
        return self._reduced((one * other ^ third * fourth) & self._ones)

    def _reduced(self, product: int) -> int:
        while high := product >> self.spacing * self.degree:
            product &= self._low
            for tap in self.taps:
                product ^= high << self.spacing * tap
        return product

    def inverse(self, one: int) -> int:
        """Its inverse, one^(2^degree - 2), by Itoh and Tsujii's chain; ZeroDivisionError for zero."""
        if not one:
            raise ZeroDivisionError("zero has no inverse")
        power, reached = one, 1  # power = one^(2^reached - 1)
        for bit in f"{self.degree - 1:b}"[1:]:
            power, reached = self.multiply(self.squared(power, reached), power), 2 * reached
            if bit == "1":
                power, reached = self.multiply(self.square(power), one), reached + 1
        return self.square(power)

    def squared(self, one: int, times: int) -> int:
        """one^(2^times); `degree - 1` times is its square root."""
        for _ in range(times):
            one = self.square(one)
        return one

    def half_trace(self, one: int) -> int:
        """A root of z^2 + z = one, if there is one (the degree is odd)."""
        total = one
        for _ in range((self.degree - 1) // 2):
            one = self.squared(one, 2)
            total ^= one
        return total


@dataclass(frozen=True)
class Curve:
    """A Koblitz curve with its base point of prime order."""

    name: str
    field: Field
    a: int
    base: tuple[int, int]
    order: int
    cofactor: int

    @property
    def coordinate_octets(self) -> int:
        """How many octets a coordinate, or a private key, has."""
        return -(-self.field.degree // 8)

    def has(self, point: Point) -> bool:
        """Does the point lie on the curve?"""
        if point is None:
            return True
        field = self.field
        x, y = map(field.spread, point)
        left = field.multiply(y, y ^ x)
        right = field.multiply(field.square(x), x ^ (field.spread(1) if self.a else 0)) ^ field.spread(1)
        return max(point).bit_length() <= field.degree and left == right

    def add(self, one: Point, other: Point) -> Point:
        """Their sum."""
        if one is None or other is None:
            return other if one is None else one
        field = self.field
        if one[0] == other[0]:
            is_same = one[1] == other[1]
            return self.multiply(2, one) if is_same else None
        (x1, y1), (x2, y2) = (tuple(map(field.spread, point)) for point in (one, other))
        slope = field.multiply(y1 ^ y2, field.inverse(x1 ^ x2))
        x = field.square(slope) ^ slope ^ x1 ^ x2 ^ self.a
        y = field.multiply(slope, x1 ^ x) ^ x ^ y1
        return field.plain(x), field.plain(y)

    def multiply(self, scalar: int, point: Point) -> Point:
        """`scalar` (0 or more) times the point, by Lopez and Dahab's ladder: the same steps for a bit of 0 as of 1."""
        if point is None or scalar == 0:
            return None
        if point[0] == 0:  # its own inverse
            return point if scalar % 2 else None
        field = self.field
        x, y = map(field.spread, point)
        multiply, square = field.multiply, field.square
        one_x, one_z, two_x, two_z = x, field.spread(1), square(square(x)) ^ field.spread(1), square(x)
        for bit in f"{scalar:b}"[1:]:
            if bit == "1":
                one_x, one_z, two_x, two_z = two_x, two_z, one_x, one_z
            cross, other = multiply(one_x, two_z), multiply(two_x, one_z)
            two_z = square(cross ^ other)
            two_x = field.sum_of_products(x, two_z, cross, other)
            one_x, one_z = square(one_x), square(one_z)
            one_x, one_z = square(one_x ^ one_z), multiply(one_x, one_z)
            if bit == "1":
                one_x, one_z, two_x, two_z = two_x, two_z, one_x, one_z
        return self._affine(x, y, (one_x, one_z), (two_x, two_z))

    def _affine(self, x: int, y: int, one: tuple[int, int], two: tuple[int, int]) -> Point:
        """The ladder's result from its last two steps, which differ by the point (x, y)."""
        field, (one_x, one_z), (two_x, two_z) = self.field, one, two
        if one_z == 0:
            return None
        if two_z == 0:
            return field.plain(x), field.plain(x ^ y)
        multiply = field.multiply
        scale = field.inverse(multiply(multiply(one_z, two_z), x))
        result_x = multiply(multiply(one_x, multiply(two_z, x)), scale)
        left = multiply(one_x ^ multiply(x, one_z), two_x ^ multiply(x, two_z))
        left ^= multiply(field.square(x) ^ y, multiply(one_z, two_z))
        result_y = multiply(multiply(result_x ^ x, left), scale) ^ y
        return field.plain(result_x), field.plain(result_y)

    def encode(self, point: Point) -> bytes:
        """The compressed octets of a point: 2 or 3, and its x (SEC 1, section 2.3.3); PointInvalid for infinity."""
        if point is None:
            raise PointInvalid("the point at infinity is nobody's key")
        x, y = point
        field = self.field
        bit = field.multiply(field.spread(y), field.inverse(field.spread(x))) & 1 if x else 0
        return bytes((2 | bit,)) + x.to_bytes(self.coordinate_octets, "big")

    def decode(self, octets: bytes) -> tuple[int, int]:
        """The point of compressed octets, not of small order (ECMQV multiplies by the cofactor). PointInvalid."""
        if len(octets) != 1 + self.coordinate_octets or octets[0] not in (2, 3):
            raise PointInvalid("these octets are no compressed point")
        x = int.from_bytes(octets[1:], "big")
        if x == 0 or x.bit_length() > self.field.degree:
            raise PointInvalid("the coordinate is outside the field")
        field = self.field
        spread_x = field.spread(x)
        inverse = field.inverse(spread_x)
        beta = spread_x ^ (field.spread(1) if self.a else 0) ^ field.square(inverse)
        root = field.half_trace(beta)
        if field.square(root) ^ root != beta:
            raise PointInvalid("no point of the curve has this coordinate")
        if root & 1 != octets[0] & 1:
            root ^= field.spread(1)
        point = x, field.plain(field.multiply(spread_x, root))
        if self.multiply(self.cofactor, point) is None:
            raise PointInvalid("the point has a small order")
        return point


SECT163K1: Final = Curve(
    "sect163k1",
    Field(163, (0, 3, 6, 7)),
    a=1,
    base=(
        0x02FE13C0537BBC11ACAA07D793DE4E6D5E5C94EEE8,
        0x0289070FB05D38FF58321F2E800536D538CCDAA3D9,
    ),
    order=0x04000000000000000000020108A2E0CC0D99F8A5EF,
    cofactor=2,
)
SECT283K1: Final = Curve(
    "sect283k1",
    Field(283, (0, 5, 7, 12)),
    a=0,
    base=(
        0x0503213F78CA44883F1A3B8162F188E553CD265F23C1567A16876913B0C2AC2458492836,
        0x01CCDA380F1C9E318D90F95D07E5426FE87E45C0E8184698E45962364E34116177DD2259,
    ),
    order=0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE9AE2ED07577265DFF7F94451E061E163C61,
    cofactor=4,
)
