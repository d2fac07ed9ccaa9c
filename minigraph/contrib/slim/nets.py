"""slim.nets: well-known networks for images. Imports only."""

from minigraph.nets import inception_v3, resnet_utils, resnet_v1, resnet_v2, vgg
from minigraph.nets import inception_v3 as inception

__all__ = ["inception", "inception_v3", "resnet_utils", "resnet_v1", "resnet_v2", "vgg"]
