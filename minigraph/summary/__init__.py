"""tf.summary: what a run tells TensorBoard, as strings that hold protocol buffers."""
