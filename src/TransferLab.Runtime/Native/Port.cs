namespace TransferLab.Runtime.Native;

/// <summary>An input or output of a session with its name as native text, made once so that runs allocate nothing.</summary>
internal sealed unsafe class Port(TensorDescription description, bool required)
{
    private readonly byte[] _name = NativeText.PinnedUtf8(description.Name);

    public TensorDescription Description { get; } = description;

    /// <summary>Whether a run needs a value for it.</summary>
    public bool Required { get; } = required;

    /// <summary>The name as zero-terminated UTF-8; valid as long as this object is referenced.</summary>
    public byte* Name => NativeText.Address(_name);
}
