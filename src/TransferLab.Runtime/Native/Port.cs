namespace TransferLab.Runtime.Native;

/// <summary>An input or output of a session.</summary>
/// <param name="Description">Name, type and shape.</param>
/// <param name="Required">Whether a run needs a value for it.</param>
internal sealed record Port(TensorDescription Description, bool Required)
{
    public string Name => Description.Name;

    /// <summary>The name as the C interface takes it, made once so that runs allocate nothing.</summary>
    public byte[] NativeName { get; } = OrtFunctions.Utf8(Description.Name);
}
