namespace TransferLab.Runtime;

/// <summary>An execution provider that a session is to use before the CPU.</summary>
/// <param name="Name">Its name, with or without <c>ExecutionProvider</c>, in any case: <c>CUDA</c>, <c>TensorRT</c>, <c>DML</c>, <c>CoreML</c>, <c>XNNPACK</c> …</param>
/// <param name="Options">Its options as ONNX Runtime documents them, e.g. <c>device_id</c>.</param>
public sealed record ExecutionProvider(string Name, IReadOnlyDictionary<string, string>? Options = null);
