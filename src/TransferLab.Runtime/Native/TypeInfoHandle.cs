namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtTypeInfo</c>.</summary>
internal sealed class TypeInfoHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseTypeInfo);
