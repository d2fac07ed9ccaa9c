"""tf.image: images resized, cropped, turned, recoloured; boxes in them."""
