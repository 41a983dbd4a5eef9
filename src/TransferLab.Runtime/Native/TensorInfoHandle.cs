namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtTensorTypeAndShapeInfo</c>.</summary>
internal sealed class TensorInfoHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseTensorTypeAndShapeInfo);
