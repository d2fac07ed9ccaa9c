"""Examples: the records of named features that TensorFlow's data files hold.

An `Example` has features, each a list of bytes, floats or integers under a name; a
`SequenceExample` has such a context and, beside it, lists of features, one for each step.
"""

from __future__ import annotations

from minigraph.io.messages import Field, Message

__all__ = [
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "Int64List",
    "SequenceExample",
]


class BytesList(Message):
    """A list of byte strings: `tf.train.BytesList(value=[b"a", b"b"])`."""

    FIELDS = (Field("value", 1, "bytes", repeated=True),)


class FloatList(Message):
    """A list of numbers, kept as float32: `tf.train.FloatList(value=[0.5, 2])`."""

    FIELDS = (Field("value", 1, "float", repeated=True),)


class Int64List(Message):
    """A list of integers: `tf.train.Int64List(value=[1, 2])`."""

    FIELDS = (Field("value", 1, "int64", repeated=True),)


class Feature(Message):
    """One of the three kinds of lists: `tf.train.Feature(int64_list=...)`.

    Writing into one of them unsets the others.
    """

    FIELDS = (
        Field("bytes_list", 1, BytesList, oneof="kind"),
        Field("float_list", 2, FloatList, oneof="kind"),
        Field("int64_list", 3, Int64List, oneof="kind"),
    )


class Features(Message):
    """Features by their names: `tf.train.Features(feature={"x": tf.train.Feature(...)})`."""

    FIELDS = (Field("feature", 1, Feature, is_map=True),)


class FeatureList(Message):
    """A feature for each step: `tf.train.FeatureList(feature=[...])`."""

    FIELDS = (Field("feature", 1, Feature, repeated=True),)


class FeatureLists(Message):
    """Feature lists by their names: `tf.train.FeatureLists(feature_list={"w": ...})`."""

    FIELDS = (Field("feature_list", 1, FeatureList, is_map=True),)


class Example(Message):
    """A record of named features.

    Example:
        >>> import minigraph as tf
        >>> example = tf.train.Example()
        >>> example.features.feature["label"].int64_list.value.append(3)
        >>> example
        features {
          feature {
            key: "label"
            value {
              int64_list {
                value: 3
              }
            }
          }
        }
        <BLANKLINE>
        >>> data = example.SerializeToString()
        >>> data
        b'\\n\\x10\\n\\x0e\\n\\x05label\\x12\\x05\\x1a\\x03\\n\\x01\\x03'
        >>> tf.train.Example.FromString(data) == example
        True
    """

    FIELDS = (Field("features", 1, Features),)


class SequenceExample(Message):
    """A record of named features, and of named lists of features, one for each step.

    Example:
        >>> import minigraph as tf
        >>> record = tf.train.SequenceExample()
        >>> step = record.feature_lists.feature_list["words"].feature.add()
        >>> step.int64_list.value.extend([4, 5])
        >>> len(tf.train.SequenceExample.FromString(record.SerializeToString())
        ...     .feature_lists.feature_list["words"].feature)
        1
    """

    FIELDS = (Field("context", 1, Features), Field("feature_lists", 2, FeatureLists))
