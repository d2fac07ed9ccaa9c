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
from minigraph.io.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
)
from minigraph.io.json_example import decode_json_example
from minigraph.io.parsing import parse_example, parse_single_example
from minigraph.io.sequence_parsing import parse_sequence_example, parse_single_sequence_example
from minigraph.io.sparse_bytes import (
    deserialize_many_sparse,
    serialize_many_sparse,
    serialize_sparse,
)
from minigraph.io.tensor_bytes import parse_tensor, serialize_tensor
from minigraph.text.csv_records import decode_csv
from minigraph.text.decoding import decode_base64, decode_compressed, decode_raw, encode_base64
from minigraph.text.files import matching_files, read_file, write_file

__all__ = [
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "SparseFeature",
    "VarLenFeature",
    "decode_and_crop_jpeg",
    "decode_base64",
    "decode_bmp",
    "decode_compressed",
    "decode_csv",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_json_example",
    "decode_png",
    "decode_raw",
    "decode_webp",
    "deserialize_many_sparse",
    "encode_base64",
    "encode_jpeg",
    "encode_png",
    "extract_jpeg_shape",
    "is_jpeg",
    "matching_files",
    "parse_example",
    "parse_sequence_example",
    "parse_single_example",
    "parse_single_sequence_example",
    "parse_tensor",
    "read_file",
    "serialize_many_sparse",
    "serialize_sparse",
    "serialize_tensor",
    "write_file",
]
