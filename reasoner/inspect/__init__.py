"""Read model files (.tflite, .onnx) into facts."""
