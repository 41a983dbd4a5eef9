namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtSessionOptions</c>.</summary>
internal sealed class SessionOptionsHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseSessionOptions);
