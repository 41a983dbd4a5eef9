namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtSession</c>.</summary>
internal sealed class SessionHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseSession);
