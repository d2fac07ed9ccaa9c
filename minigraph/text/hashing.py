"""Hashes of strings, and the buckets that they choose.

Three functions: FarmHash's Fingerprint64 (Google's farmhash, the portable variant, which will not
change), SipHash-2-4 with a key (Aumasson and Bernstein, 2012), and the 64-bit MurmurHash2
(Appleby) that TensorFlow used at first.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import case, op, same
from minigraph.text.elements import each

__all__ = [
    "fingerprint64",
    "string_to_hash_bucket",
    "string_to_hash_bucket_fast",
    "string_to_hash_bucket_strong",
]

_MASK = (1 << 64) - 1
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


# ---------------------------------------------------------------------------------- FarmHash
def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little")


def _rotate(value: int, right: int) -> int:
    value &= _MASK
    return (value >> right | value << (64 - right)) & _MASK


def _mix(value: int) -> int:
    value &= _MASK
    return value ^ value >> 47


def _both(u: int, v: int, factor: int) -> int:
    """Two numbers hashed to one."""
    a = _mix(((u ^ v) & _MASK) * factor)
    b = _mix(((v & _MASK) ^ a) * factor)
    return b * factor & _MASK


def _up_to_16(s: bytes) -> int:
    n = len(s)
    factor = _K2 + n * 2
    if n >= 8:
        a, b = _word(s, 0) + _K2, _word(s, n - 8)
        c = _rotate(b, 37) * factor + a
        d = (_rotate(a, 25) + b) * factor
        return _both(c & _MASK, d & _MASK, factor)
    if n >= 4:
        a = int.from_bytes(s[:4], "little")
        return _both(n + (a << 3), int.from_bytes(s[-4:], "little"), factor)
    if n:
        y = s[0] + (s[n >> 1] << 8)
        z = n + (s[-1] << 2)
        return _mix(y * _K2 ^ z * _K0) * _K2 & _MASK
    return _K2


def _up_to_32(s: bytes) -> int:
    n = len(s)
    factor = _K2 + n * 2
    a, b = _word(s, 0) * _K1, _word(s, 8)
    c, d = _word(s, n - 8) * factor, _word(s, n - 16) * _K2
    u = _rotate(a + b, 43) + _rotate(c, 30) + d
    return _both(u & _MASK, (a + _rotate(b + _K2, 18) + c) & _MASK, factor)


def _up_to_64(s: bytes) -> int:
    n = len(s)
    factor = _K2 + n * 2
    a, b = _word(s, 0) * _K2, _word(s, 8)
    c, d = _word(s, n - 8) * factor, _word(s, n - 16) * _K2
    y = (_rotate(a + b, 43) + _rotate(c, 30) + d) & _MASK
    z = _both(y, (a + _rotate(b + _K2, 18) + c) & _MASK, factor)
    e, f = _word(s, 16) * factor, _word(s, 24)
    g, h = (y + _word(s, n - 32)) * factor, (z + _word(s, n - 24)) * factor
    u = _rotate(e + f, 43) + _rotate(g, 30) + h
    return _both(u & _MASK, (e + _rotate(f + a, 18) + g) & _MASK, factor)


def _weak(s: bytes, at: int, a: int, b: int) -> tuple[int, int]:
    """A quick hash of 32 bytes with two seeds."""
    w, x, y, z = struct.unpack_from("<4Q", s, at)
    a += w
    b = _rotate(b + a + z, 21)
    c = a
    a += x + y
    b += _rotate(a, 44)
    return (a + z) & _MASK, (b + c) & _MASK


def _long(s: bytes) -> int:
    """More than 64 bytes: a state of seven numbers, stirred with 64 bytes at a time."""
    seed = 81
    x, y = seed, (seed * _K1 + 113) & _MASK
    z = _mix(y * _K2 + 113) * _K2 & _MASK
    v, w = (0, 0), (0, 0)
    x = (x * _K2 + _word(s, 0)) & _MASK

    def stir(at: int, factor: int, times: int) -> None:
        nonlocal x, y, z, v, w
        x = _rotate(x + y + v[0] + _word(s, at + 8), 37) * factor & _MASK
        y = _rotate(y + v[1] + _word(s, at + 48), 42) * factor & _MASK
        x ^= w[1] * times & _MASK
        y = (y + v[0] * times + _word(s, at + 40)) & _MASK
        z = _rotate(z + w[0], 33) * factor & _MASK
        v = _weak(s, at, v[1] * factor & _MASK, x + w[0])
        w = _weak(s, at + 32, z + w[1], y + _word(s, at + 16))
        x, z = z, x

    for at in range(0, (len(s) - 1) // 64 * 64, 64):
        stir(at, _K1, 1)
    factor = (_K1 + ((z & 0xFF) << 1)) & _MASK
    w = (w[0] + ((len(s) - 1) & 63)) & _MASK, w[1]
    v = (v[0] + w[0]) & _MASK, v[1]
    w = (w[0] + v[0]) & _MASK, w[1]
    stir(len(s) - 64, factor, 9)
    first = _both(v[0], w[0], factor) + _mix(y) * _K0 + z
    return _both(first & _MASK, (_both(v[1], w[1], factor) + x) & _MASK, factor)


def fingerprint64(s: bytes) -> int:
    """FarmHash's Fingerprint64 of a string."""
    if len(s) <= 16:
        return _up_to_16(s)
    if len(s) <= 32:
        return _up_to_32(s)
    return _up_to_64(s) if len(s) <= 64 else _long(s)


# ---------------------------------------------------------------------------------- SipHash
def siphash(s: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4 of a string with a key of two numbers."""
    k0, k1 = key
    v = [
        0x736F6D6570736575 ^ k0,
        0x646F72616E646F6D ^ k1,
        0x6C7967656E657261 ^ k0,
        0x7465646279746573 ^ k1,
    ]

    def rounds(count: int) -> None:
        for _ in range(count):
            v[0] = (v[0] + v[1]) & _MASK
            v[2] = (v[2] + v[3]) & _MASK
            v[1] = _rotate(v[1], 51) ^ v[0]
            v[3] = _rotate(v[3], 48) ^ v[2]
            v[0] = _rotate(v[0], 32)
            v[2] = (v[2] + v[1]) & _MASK
            v[0] = (v[0] + v[3]) & _MASK
            v[1] = _rotate(v[1], 47) ^ v[2]
            v[3] = _rotate(v[3], 43) ^ v[0]
            v[2] = _rotate(v[2], 32)

    padded = s + bytes(7 - len(s) % 8) + bytes([len(s) & 0xFF])
    for (word,) in struct.iter_unpack("<Q", padded):
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


# ---------------------------------------------------------------------------------- MurmurHash
def murmur(s: bytes, seed: int = 0xDECAFCAFFE) -> int:
    """The 64-bit MurmurHash2 of a string."""
    factor = 0xC6A4A7935BD1E995
    h = seed ^ (len(s) * factor & _MASK)
    whole = len(s) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", s[:whole]):
        k = _mix(k * factor) * factor & _MASK
        h = (h ^ k) * factor & _MASK
    if len(s) > whole:
        h = (h ^ int.from_bytes(s[whole:], "little")) * factor & _MASK
    return _mix(_mix(h) * factor)


# ---------------------------------------------------------------------------------- the ops
_WORDS = np.array([b"", b"hello", b"a" * 20, b"b" * 50, b"c" * 200], object)


def _buckets(function: Callable[[bytes], int], strings: Any, count: int) -> Any:
    return each(lambda s: function(s) % count, strings, dtype=np.int64)


@op(
    "StringToHashBucketFast",
    "input: string -> output: int64",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS, num_buckets=1000), case(b"x", num_buckets=1)],
)
def hash_bucket_fast(input: Any, *, num_buckets: int) -> Any:
    """fingerprint64 modulo the number of buckets."""
    return _buckets(fingerprint64, input, num_buckets)


@op(
    "StringToHashBucketStrong",
    "input: string -> output: int64",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS, num_buckets=1000, key=(1, 2))],
)
def hash_bucket_strong(input: Any, *, num_buckets: int, key: Any) -> Any:
    """siphash modulo the number of buckets."""
    return _buckets(lambda s: siphash(s, key), input, num_buckets)


@op(
    "StringToHashBucket",
    "string_tensor: string -> output: int64",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS, num_buckets=1000)],
)
def hash_bucket(string_tensor: Any, *, num_buckets: int) -> Any:
    """murmur modulo the number of buckets."""
    return _buckets(murmur, string_tensor, num_buckets)


def _checked(num_buckets: Any) -> int:
    if num_buckets is None or num_buckets < 1:
        raise ValueError(f"num_buckets must be 1 or more, not {num_buckets}.")
    return int(num_buckets)


def string_to_hash_bucket_fast(input: Any, num_buckets: int, name: str | None = None) -> Tensor:
    """A bucket for each string, from a hash that is quick and always the same.

    Args:
        input: strings.
        num_buckets: how many buckets there are.
        name: of the node.

    Returns:
        An int64 Tensor of the same shape: FarmHash's Fingerprint64 modulo `num_buckets`.

    Raises:
        ValueError: there is no bucket.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_to_hash_bucket_fast(["hello", "TF"], 10)).tolist()
        [6, 3]
    """
    result: Tensor = hash_bucket_fast(input, num_buckets=_checked(num_buckets), name=name)
    return result


def string_to_hash_bucket_strong(
    input: Any, num_buckets: int, key: Any, name: str | None = None
) -> Tensor:
    """A bucket for each string that nobody can foretell who does not know the key.

    Args:
        input: strings.
        num_buckets: how many buckets there are.
        key: two numbers of 64 bits.
        name: of the node.

    Returns:
        An int64 Tensor of the same shape: SipHash-2-4 modulo `num_buckets`.

    Raises:
        ValueError: there is no bucket, or the key has not two numbers.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_to_hash_bucket_strong("hello", 10, [1, 2]))
        np.int64(2)
    """
    if len(key) != 2:
        raise ValueError(f"key must be two numbers, not {key!r}.")
    numbers = tuple(int(k) & _MASK for k in key)
    result: Tensor = hash_bucket_strong(
        input, num_buckets=_checked(num_buckets), key=numbers, name=name
    )
    return result


def string_to_hash_bucket(
    string_tensor: Any = None,
    num_buckets: Any = None,
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """A bucket for each string, from the hash of the first TensorFlows.

    Args:
        string_tensor: strings.
        num_buckets: how many buckets there are.
        name: of the node.
        input: another name of `string_tensor`.

    Returns:
        An int64 Tensor of the same shape: MurmurHash2 modulo `num_buckets`.

    Raises:
        ValueError: there is no bucket.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_to_hash_bucket("hello", 10))
        np.int64(8)
    """
    given = string_tensor if input is None else input
    result: Tensor = hash_bucket(given, num_buckets=_checked(num_buckets), name=name)
    return result
