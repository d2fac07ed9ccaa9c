"""tf.strings: string tensors."""

from minigraph.ops.printing import string_format as format
from minigraph.text.hashing import string_to_hash_bucket as to_hash_bucket
from minigraph.text.hashing import string_to_hash_bucket_fast as to_hash_bucket_fast
from minigraph.text.hashing import string_to_hash_bucket_strong as to_hash_bucket_strong
from minigraph.text.numbers import as_string
from minigraph.text.numbers import string_to_number as to_number
from minigraph.text.patterns import regex_full_match, regex_replace
from minigraph.text.splitting import split, unsorted_segment_join
from minigraph.text.strings import lower, reduce_join, substr, upper
from minigraph.text.strings import string_join as join
from minigraph.text.strings import string_length as length
from minigraph.text.strings import string_strip as strip
from minigraph.text.unicode import unicode_transcode

__all__ = [
    "as_string",
    "format",
    "join",
    "length",
    "lower",
    "reduce_join",
    "regex_full_match",
    "regex_replace",
    "split",
    "strip",
    "substr",
    "to_hash_bucket",
    "to_hash_bucket_fast",
    "to_hash_bucket_strong",
    "to_number",
    "unicode_transcode",
    "unsorted_segment_join",
    "upper",
]
