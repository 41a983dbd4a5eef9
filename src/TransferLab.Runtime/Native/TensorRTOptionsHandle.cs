namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtTensorRTProviderOptionsV2</c>.</summary>
internal sealed class TensorRTOptionsHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseTensorRTProviderOptions);
