"""tf.image: images resized, cropped, turned, recoloured; boxes in them."""

from minigraph.image.adjusting import (
    adjust_brightness,
    adjust_contrast,
    adjust_gamma,
    adjust_hue,
    adjust_saturation,
)
from minigraph.image.colours import (
    grayscale_to_rgb,
    rgb_to_grayscale,
    rgb_to_yiq,
    rgb_to_yuv,
    yiq_to_rgb,
    yuv_to_rgb,
)
from minigraph.image.combined_suppression import combined_non_max_suppression
from minigraph.image.conversion import convert_image_dtype
from minigraph.image.crop_and_resize import crop_and_resize
from minigraph.image.cropping import (
    central_crop,
    crop_to_bounding_box,
    pad_to_bounding_box,
    resize_image_with_crop_or_pad,
)
from minigraph.image.cropping import resize_image_with_crop_or_pad as resize_with_crop_or_pad
from minigraph.image.decoding import decode_and_crop_jpeg, decode_bmp, decode_jpeg, decode_png
from minigraph.image.decoding_frames import (
    decode_gif,
    decode_image,
    decode_webp,
    extract_jpeg_shape,
    is_jpeg,
)
from minigraph.image.distorted_box import sample_distorted_bounding_box
from minigraph.image.drawing import draw_bounding_boxes
from minigraph.image.edges import image_gradients, sobel_edges, total_variation
from minigraph.image.encoding import (
    adjust_jpeg_quality,
    encode_jpeg,
    encode_png,
    random_jpeg_quality,
)
from minigraph.image.glimpse import extract_glimpse
from minigraph.image.hsv import hsv_to_rgb, rgb_to_hsv
from minigraph.image.patching import extract_patches
from minigraph.image.random_adjusting import (
    random_brightness,
    random_contrast,
    random_hue,
    random_saturation,
)
from minigraph.image.resize import (
    resize_area,
    resize_bicubic,
    resize_bilinear,
    resize_nearest_neighbor,
)
from minigraph.image.resizing import ResizeMethod, resize_image_with_pad, resize_images
from minigraph.image.resizing import resize_images as resize
from minigraph.image.similarity import psnr, ssim, ssim_multiscale
from minigraph.image.standardization import per_image_standardization
from minigraph.image.suppression import (
    non_max_suppression,
    non_max_suppression_overlaps,
    non_max_suppression_padded,
    non_max_suppression_with_scores,
)
from minigraph.image.turning import (
    flip_left_right,
    flip_up_down,
    random_flip_left_right,
    random_flip_up_down,
    rot90,
    transpose_image,
)
from minigraph.image.turning import transpose_image as transpose
from minigraph.ops.patches import extract_image_patches
from minigraph.ops.random_crop import random_crop

__all__ = [
    "ResizeMethod",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_jpeg_quality",
    "adjust_saturation",
    "central_crop",
    "combined_non_max_suppression",
    "convert_image_dtype",
    "crop_and_resize",
    "crop_to_bounding_box",
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "draw_bounding_boxes",
    "encode_jpeg",
    "encode_png",
    "extract_glimpse",
    "extract_image_patches",
    "extract_jpeg_shape",
    "extract_patches",
    "flip_left_right",
    "flip_up_down",
    "grayscale_to_rgb",
    "hsv_to_rgb",
    "image_gradients",
    "is_jpeg",
    "non_max_suppression",
    "non_max_suppression_overlaps",
    "non_max_suppression_padded",
    "non_max_suppression_with_scores",
    "pad_to_bounding_box",
    "per_image_standardization",
    "psnr",
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_hue",
    "random_jpeg_quality",
    "random_saturation",
    "resize",
    "resize_area",
    "resize_bicubic",
    "resize_bilinear",
    "resize_image_with_crop_or_pad",
    "resize_image_with_pad",
    "resize_images",
    "resize_nearest_neighbor",
    "resize_with_crop_or_pad",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "rgb_to_yiq",
    "rgb_to_yuv",
    "rot90",
    "sample_distorted_bounding_box",
    "sobel_edges",
    "ssim",
    "ssim_multiscale",
    "total_variation",
    "transpose",
    "transpose_image",
    "yiq_to_rgb",
    "yuv_to_rgb",
]
