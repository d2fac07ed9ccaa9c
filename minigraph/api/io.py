"""tf.io: files, records and what is written in them."""

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
    "decode_base64",
    "decode_compressed",
    "decode_csv",
    "decode_json_example",
    "decode_raw",
    "deserialize_many_sparse",
    "encode_base64",
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
