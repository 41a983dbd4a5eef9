namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtCUDAProviderOptionsV2</c>.</summary>
internal sealed class CudaOptionsHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseCUDAProviderOptions);
