"""tf.io: files, records and what is written in them."""

from minigraph.image.decoding import decode_and_crop_jpeg, decode_bmp, decode_jpeg, decode_png
from minigraph.image.decoding_frames import (
    decode_gif,
    decode_image,
    decode_webp,
    extract_jpeg_shape,
    is_jpeg,
)
from minigraph.image.encoding import encode_jpeg, encode_png

__all__ = [
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "encode_jpeg",
    "encode_png",
    "extract_jpeg_shape",
    "is_jpeg",
]
