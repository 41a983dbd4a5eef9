namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtModelMetadata</c>.</summary>
internal sealed class ModelMetadataHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseModelMetadata);
