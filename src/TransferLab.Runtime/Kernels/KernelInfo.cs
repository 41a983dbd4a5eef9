namespace TransferLab.Runtime.Kernels;

/// <summary>What a node says of itself when its kernel is made; of no use afterwards.</summary>
internal readonly unsafe struct KernelInfo(nint info)
{
    public int Integer(string attribute, int fallback) => OrtFunctions.IntegerAttribute(info, attribute) is { } value ? checked((int)value) : fallback;

    public float Number(string attribute, float fallback) => OrtFunctions.FloatAttribute(info, attribute) ?? fallback;

    /// <summary>A list of whole numbers of a given length.</summary>
    public int[] Integers(string attribute, params int[] fallback)
    {
        if (OrtFunctions.IntegersAttribute(info, attribute) is not { } values)
            return fallback;
        return values.Length == fallback.Length
            ? Array.ConvertAll(values, v => checked((int)v))
            : throw new InvalidOperationException($"The attribute '{attribute}' has {values.Length} numbers; it needs {fallback.Length}.");
    }

    /// <summary>The attributes <c>min</c> and <c>max</c>; one that is not set bounds nothing.</summary>
    public Clamp Clamp() => new(
        OrtFunctions.FloatAttribute(info, "min") ?? float.NegativeInfinity, OrtFunctions.FloatAttribute(info, "max") ?? float.PositiveInfinity);

    /// <summary>The elements behind an input that is an initializer: they stay where and as they are until the kernel is disposed. Null for any
    /// other.</summary>
    public float* ConstantInput(int index)
    {
        var value = OrtFunctions.ConstantInput(info, index);
        return value == 0 ? null : (float*)OrtFunctions.Data(value);
    }
}
