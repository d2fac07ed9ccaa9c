"""slim.nets: well-known networks for images, built of tf.contrib's layers."""
